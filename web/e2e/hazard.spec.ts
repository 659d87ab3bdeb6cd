import { expect, test } from '@playwright/test';
import { enter } from './browser';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

const TILE = /\/tiles\/patches\/\d+\/\w+\/(\d+)\/\d+\/\d+\.mvt/;

test('the hazard map shows where houses are from the province down to one of them', async ({ browser }) => {
    const page = await enter(browser, server, server.account('安澜省督导'));
    const zooms: number[] = [];
    page.on('response', (response) => {
        const zoom = TILE.exec(response.url())?.[1];
        if (zoom && response.status() === 200) zooms.push(Number(zoom));
    });
    const map = page.getByTestId('hazard-map');
    await page.goto(`${server.url}/hazard-map`);
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    expect(Math.max(...zooms)).toBeLessThan(13);
    // Each press is a flight of its own: the next one begins where it ended.
    for (let zoom = Number(await map.getAttribute('data-zoom')); zoom < 14; zoom += 1) {
        await page.getByRole('button', { name: '放大' }).click();
        await expect.poll(async () => Number(await map.getAttribute('data-zoom'))).toBeGreaterThan(zoom + 0.9);
        await expect(map).toHaveAttribute('data-map-idle', 'true');
    }
    expect(Math.max(...zooms)).toBeGreaterThanOrEqual(13);
});
