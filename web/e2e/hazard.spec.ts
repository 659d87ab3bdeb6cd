import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
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

test('the patches of a division are exported and downloaded', async ({ browser }) => {
    const page = await enter(browser, server, server.account('安澜省督导'));
    await page.goto(`${server.url}/hazard-map`);
    await page.getByTestId('export').click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('还没有导出过');
    await dialog.getByLabel('格式').selectOption('shapefile');
    await dialog.getByLabel('文字编码').selectOption('gbk');
    await dialog.getByTestId('start-export').click();
    const link = dialog.getByTestId('exported').getByRole('link');
    await expect(link).toBeVisible({ timeout: 30_000 });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toMatch(/^patches-\d{12}-\d{8}\.shp\.zip$/);
    const bytes = readFileSync(await download.path());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    const axe = await new AxeBuilder({ page }).include('dialog').analyze();
    expect(axe.violations).toEqual([]);
});
