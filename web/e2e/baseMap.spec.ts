import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { api, enter } from './browser';
import { plainPng, shareOf, worldArchive } from './pictures';
import { TubanServer } from './server';

// Grey stays what it is, however little of the colours the map shows.
const STONE = [137, 137, 137] as const;
let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    const folder = join(server.data, 'files', 'base-maps');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'world.pmtiles'), worldArchive(plainPng(256, STONE)));
    writeFileSync(
        join(server.data, 'base-maps.json'),
        JSON.stringify([
            { id: 'world', name: '石色图', attribution: '石色测绘院', archive: 'world.pmtiles' },
            { id: 'imagery', name: '影像', attribution: '影像测绘院', tiles: '/base-maps/imagery/{z}/{x}/{y}' },
        ]),
    );
    await server.start();
});
test.afterAll(() => server.remove());

test('a base map lies below the houses, with its source, on every map, until it is switched off', async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    const parts: string[] = [];
    page.on('response', (response) => {
        if (response.url().endsWith('/archive') && response.status() === 206) parts.push(response.headers()['content-range'] ?? '');
    });
    await page.goto(`${server.url}/hazard-map`);
    const map = page.getByTestId('hazard-map');
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    expect(await shareOf(page, 'hazard-map', STONE)).toBeLessThan(0.001); // edges of letters

    await page.getByTestId('base-map').locator('summary').click();
    await page.getByTestId('base-map-world').check();
    await expect.poll(() => shareOf(page, 'hazard-map', STONE)).toBeGreaterThan(0.3);
    await expect(map.locator('.maplibregl-ctrl-attrib-inner')).toContainText('石色测绘院');
    expect(parts.length).toBeGreaterThan(0);
    const axe = await new AxeBuilder({ page }).include('[data-testid="base-map"]').analyze();
    expect(axe.violations).toEqual([]);

    const { items } = await api<{ items: { id: string }[] }>(page, server, '/api/v1/households?patch_state=linked&size=1');
    await page.goto(`${server.url}/records/${items[0]!.id}`);
    await expect.poll(() => shareOf(page, 'record-map', STONE)).toBeGreaterThan(0.3);
    await page.getByTestId('base-map').locator('summary').click();
    await page.getByTestId('base-map-none').check();
    await expect.poll(() => shareOf(page, 'record-map', STONE)).toBeLessThan(0.001);
    await expect(page.locator('.maplibregl-ctrl-attrib-inner')).not.toContainText('石色测绘院');
});

test('a base map that cannot be had is told beside its switch, and the houses stay', async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    await page.goto(`${server.url}/hazard-map`);
    const map = page.getByTestId('hazard-map');
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    await page.getByTestId('base-map').locator('summary').click();
    // Nobody passes these tiles on here.
    await page.getByTestId('base-map-imagery').check();
    await expect(page.getByTestId('base-map').getByRole('alert')).toBeVisible();
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    await expect(page.getByTestId('legend-counts')).toContainText(/\d/);
    await page.getByTestId('base-map-none').check();
    await expect(page.getByTestId('base-map').getByRole('alert')).toHaveCount(0);
});
