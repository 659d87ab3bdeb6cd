import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { api, enter } from './browser';
import { over, placeOf, shareOf, type Colour } from './pictures';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

const LAND: Colour = [0xf5, 0xf5, 0xf1];
/** Lowest class first. */
const RAMP: readonly Colour[] = [[0xee, 0xee, 0xf8], [0xcf, 0xcd, 0xec], [0xa5, 0xa2, 0xd9], [0x71, 0x6c, 0xc0], [0x43, 0x40, 0xa6]];

interface Combined {
    rows: { division: { code: string; name: string }; own: boolean; approved: number; total: number }[];
}

const TILE = /\/tiles\/patches\/\d+\/\w+\/(\d+)\/\d+\/\d+\.mvt/;

/** A village that has a house to see. */
async function villageWithD(page: Page): Promise<string> {
    const { items } = await api<{ items: { division: { code: string } }[] }>(
        page, server, '/api/v1/households?status=approved&grade=D&size=1',
    );
    return items[0]!.division.code;
}

/** The map is near enough to show houses, has drawn them, and counts them. */
async function expectHouses(page: Page): Promise<void> {
    const map = page.getByTestId('hazard-map');
    await expect.poll(async () => Number(await map.getAttribute('data-zoom'))).toBeGreaterThanOrEqual(13);
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    await expect(page.getByTestId('legend-counts').locator('xpath=..')).toContainText('按图斑计');
}

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

test('the path of levels, the table and the map go together, by clicks and by moving the map', async ({ browser }) => {
    const page = await enter(browser, server, server.account('安澜省督导'));
    const map = page.getByTestId('hazard-map');
    const path = page.getByRole('navigation', { name: '区划层级' });
    const table = page.getByRole('region', { name: '区划' });
    await page.goto(`${server.url}/hazard-map`);
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    await table.getByRole('button', { name: '临溪市' }).click();
    await table.getByRole('button', { name: '云泽县' }).click();
    await table.getByRole('button', { name: '茶店镇' }).click();
    await expect(path).toHaveText(/安澜省.*临溪市.*云泽县.*茶店镇/);
    await table.getByRole('button', { name: '磨子沟村' }).click();
    await expect(path.locator('[aria-current]')).toHaveText('磨子沟村');
    await expect(map).toHaveAttribute('data-map-idle', 'true');

    // Out by hand: the table goes up with the map, and the map stays where it is.
    const zoom = async () => Number(await map.getAttribute('data-zoom'));
    const began = await zoom();
    for (let i = 1; i <= 5; i++) {
        const before = await zoom();
        await page.getByRole('button', { name: '缩小' }).click();
        await expect.poll(zoom).toBeLessThan(before - 0.9);
        await expect(map).toHaveAttribute('data-map-idle', 'true');
    }
    expect(await zoom()).toBeLessThan(began - 4.5);
    await expect(path.locator('[aria-current]')).toHaveText('安澜省');
    await expect(table.getByRole('heading')).toHaveText('安澜省');
    await expect(page).not.toHaveURL(/division=/);
});

test('a filter stands in the address, changes what is counted, and comes back with it', async ({ browser }) => {
    const page = await enter(browser, server, server.account('安澜省督导'));
    const map = page.getByTestId('hazard-map');
    await page.goto(`${server.url}/hazard-map`);
    await page.getByTestId('division-990101000000').or(page.getByRole('button', { name: '临溪市' })).first().click();
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    await page.getByTestId('grade-C').check();
    await page.getByTestId('grade-D').check();
    await expect(page).toHaveURL(/grade=C(,|%2C)D/);

    const village = await villageWithD(page);
    await page.goto(`${server.url}/hazard-map?division=${village}`);
    await expectHouses(page);
    const counts = page.getByTestId('legend-counts').locator('label > b');
    const sum = async () => (await counts.allTextContents()).reduce((total, text) => total + Number(text.replaceAll(',', '')), 0);
    await expect.poll(sum).toBeGreaterThan(0);
    const all = await sum();
    await page.getByRole('button', { name: '土木结构' }).click();
    await expect.poll(sum).toBeLessThan(all);
    const filtered = await sum();
    expect(filtered).toBeGreaterThan(0);
    await page.reload();
    await expectHouses(page);
    await expect(page.getByRole('button', { name: '土木结构' })).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(sum).toBe(filtered);
    await page.getByTestId('clear-filter').click();
    await expect.poll(sum).toBe(all);
});

test('a map that is there before its division is known goes to the division, and keeps it', async ({ browser }) => {
    const page = await enter(browser, server, server.account('安澜省督导'));
    const village = await villageWithD(page);
    // The marks come first, then the map, and what the divisions are last.
    const marks = page.waitForResponse(/\/divisions\/\d{12}\/marks/);
    await page.route(/\/assets\/HazardMap-[^/]*\.js$/, async (route) => {
        await marks;
        await route.continue();
    });
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route(/\/api\/v1\/divisions\/\d{12}$/, async (route) => {
        await released;
        await route.continue();
    });
    await page.goto(`${server.url}/hazard-map?division=${village}`);
    await expect(page.getByTestId('hazard-map')).toHaveAttribute('data-map-idle', 'true');
    release();
    await expectHouses(page);
    await expect(page).toHaveURL(/[?&]z=1[3-9]/);
    expect(new URL(page.url()).searchParams.get('division')).toBe(village);
    await expect(page.getByRole('region', { name: '区划' }).getByRole('heading')).not.toHaveText('安澜省');

    // From a view that stands in the address, too, a division leads the map to it.
    await page.reload();
    await expectHouses(page);
    await page.getByRole('navigation', { name: '区划层级' }).getByRole('button', { name: '安澜省' }).click();
    await expect.poll(async () => Number(await page.getByTestId('hazard-map').getAttribute('data-zoom'))).toBeLessThan(13);
});

test('the view is saved as a picture, printed with its title, and the table is an Excel workbook', async ({ browser }) => {
    const page = await enter(browser, server, server.account('安澜省督导'));
    await page.goto(`${server.url}/hazard-map`);
    await expect(page.getByTestId('hazard-map')).toHaveAttribute('data-map-idle', 'true');
    const saved = async (button: string) => {
        const download = page.waitForEvent('download');
        await page.getByTestId(button).click();
        const file = await download;
        return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
    };
    const picture = await saved('map-png');
    expect(picture.name).toMatch(/^隐患地图-安澜省-\d{4}-\d{2}-\d{2}\.png$/);
    expect(picture.content.subarray(1, 4).toString()).toBe('PNG');
    // The sheet is larger than the map, and drawn on: a white one would be a few kilobytes.
    expect(picture.content.readUInt32BE(16)).toBeGreaterThan(600);
    expect(picture.content.length).toBeGreaterThan(20_000);
    const workbook = await saved('map-excel');
    expect(workbook.name).toMatch(/^综合统计-安澜省-.*\.xlsx$/);
    expect(workbook.content.subarray(0, 2).toString()).toBe('PK');

    await page.evaluate(() => {
        window.print = () => {
            document.body.dataset.printed = document.querySelector<HTMLImageElement>('.print-sheet img')?.src.slice(0, 15);
        };
    });
    await page.getByTestId('map-print').click();
    await expect(page.locator('body')).toHaveAttribute('data-printed', 'data:image/png;');
});

test('divisions are coloured by share and progress, named, told by a legend, and opened by a click', async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    const map = page.getByTestId('hazard-map');
    const legend = page.getByTestId('choropleth-legend');
    const { rows } = await api<Combined>(page, server, '/api/v1/statistics/combined');
    const towns = rows.filter(({ own }) => !own);
    await page.goto(`${server.url}/hazard-map`);
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    await expect(legend).toHaveCount(0);

    await page.getByTestId('theme-progress').check();
    await expect(page).toHaveURL(/theme=progress/);
    const counted = async () => (await legend.locator('li > b').allTextContents()).map(Number);
    /** The bounds that an entry names, and how many divisions lie in them. */
    const inBounds = (text: string): number => {
        const [low = 0, high = Infinity] = (text.startsWith('低于') ? ['-1', ...text.match(/[\d.]+(?=%)/g)!] : text.match(/[\d.]+(?=%)/g)!).map(Number);
        return towns.filter(({ approved, total }) => low <= (100 * approved) / total && (100 * approved) / total < high).length;
    };
    await expect(legend.getByRole('heading')).toContainText('审核通过占比');
    const entries = await legend.locator('li').allTextContents();
    expect(entries.length).toBeGreaterThan(1);
    expect(entries.map(inBounds)).toEqual(await counted());
    const colours = await legend.locator('li > i').evaluateAll((swatches) => swatches.map((swatch) => getComputedStyle(swatch).backgroundColor));
    const shown = colours.map((colour) => colour.match(/\d+/g)!.map(Number) as unknown as Colour);
    // What lies under 0.9 of a colour shows through.
    for (const colour of shown) await expect.poll(() => shareOf(page, 'hazard-map', over(colour, LAND, 0.9))).toBeGreaterThan(0.01);

    await page.getByTestId('theme-share').check();
    await expect(legend.getByRole('heading')).toContainText('C、D 级占比');
    await page.reload();
    await expect(page.getByTestId('theme-share')).toBeChecked();
    await expect.poll(async () => (await counted()).reduce((total, count) => total + count, 0)).toBe(towns.length);

    // The row of the division under the pointer stands out, and a click opens it.
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    const at = await placeOf(page, 'hazard-map', RAMP.map((colour) => over(colour, LAND, 0.9)));
    await page.mouse.move(at.x, at.y);
    const row = page.locator('tr.on');
    await expect(row).toHaveCount(1);
    const name = await row.getByRole('button').textContent();
    await expect(page.getByTestId('division-card')).toContainText(new RegExp(`${name!.trim()}.*%.*自有农村住房`));
    // By keyboard the same, from the table.
    await page.mouse.move(0, 0);
    await expect(page.getByTestId('division-card')).toHaveCount(0);
    await page.getByRole('row').getByRole('button', { name: name!.trim() }).focus();
    await expect(page.getByTestId('division-card')).toContainText(name!.trim());
    await page.mouse.click(at.x, at.y);
    await expect(page.getByRole('region', { name: '区划', exact: true }).getByRole('heading')).toHaveText(name!.trim());
    await expect(page).toHaveURL(/division=\d{12}/);
});
