import { expect, type Locator, test } from '@playwright/test';
import { api, enter } from './browser';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

/** Where a point lies on the screen: the map's tiles are 512 px wide. */
async function screenOf(map: Locator, [lon, lat]: [number, number]): Promise<{ x: number; y: number }> {
    const box = (await map.boundingBox())!;
    const [centreLon, centreLat] = (await map.getAttribute('data-center'))!.split(',').map(Number) as [number, number];
    const world = 512 * 2 ** Number(await map.getAttribute('data-zoom'));
    const north = (degrees: number) => Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360)) / (2 * Math.PI);
    return {
        x: box.x + box.width / 2 + ((lon - centreLon) / 360) * world,
        y: box.y + box.height / 2 - (north(lat) - north(centreLat)) * world,
    };
}

test('a house that the census missed is drawn, chosen, and on the map at once', async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    const path = '/api/v1/households?status=not_started&size=1';
    const { items } = await api<{ items: { id: string }[] }>(page, server, path);
    await page.goto(`${server.url}/records/${items[0]!.id}`);
    const map = page.getByTestId('record-map');
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    await page.getByTestId('field-deceased_cancelled').getByRole('radiogroup').getByText('否').click();
    await page.getByTestId('field-housing').locator('.el-select').first().click();
    await page.getByRole('option', { name: '自有农村住房' }).click();
    await page.getByTestId('section-house').click();
    await page.getByTestId('draw-patch').click();
    const bar = page.getByTestId('draw-bar');
    await expect(bar).toContainText('逐个点角点');
    await expect(page.getByTestId('draw-done')).toBeDisabled();

    const box = (await map.boundingBox())!;
    const corner = (x: number, y: number) =>
        page.mouse.click(box.x + box.width / 2 + x, box.y + box.height * 0.7 + y);
    for (const [x, y] of [[0, 0], [40, 30], [40, 0], [0, 30]] as const) await corner(x, y);
    await expect(bar).toContainText('墙线交叉了');
    for (let i = 0; i < 3; i++) await page.keyboard.press('Backspace');
    for (const [x, y] of [[40, 0], [40, 30], [0, 30]] as const) await corner(x, y);
    await expect(bar).toContainText(/4 个角点，约 \d+ m²/);
    await page.keyboard.press('Enter');

    await expect(page.getByTestId('patch-number')).toHaveText(/^H990101/);
    const number = await page.getByTestId('patch-number').textContent();
    await page.getByTestId('confirm-patch').click();
    await expect
        .poll(async () => {
            const household = await api<{ patch: { number: string } | null }>(
                page, server, `/api/v1/households/${items[0]!.id}`,
            );
            return household.patch?.number;
        })
        .toBe(number);

    // What was drawn badly is put right corner by corner, and stays the same patch.
    const outline = async () => (await api<{ geometry: { coordinates: [number, number][][] } }>(page, server, `/api/v1/patches/${number}`)).geometry;
    const before = await outline();
    await page.getByTestId('redraw-patch').click();
    await expect(bar).toContainText(/4 个角点，约 \d+ m²；拖动角点改轮廓/);
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    const place = await screenOf(map, before.coordinates[0]![0]!);
    const area = async () => Number(/约 (\d+) m²/.exec((await bar.textContent())!)![1]);
    const drawn = await area();
    await page.mouse.move(place.x, place.y);
    await page.mouse.down();
    await page.mouse.move(place.x - 20, place.y - 20, { steps: 4 });
    await page.mouse.up();
    await expect.poll(area).not.toBe(drawn);
    await page.getByTestId('draw-done').click();
    await expect(bar).toHaveCount(0);
    const after = await outline();
    expect(after.coordinates[0]).toHaveLength(5);
    // Three corners stay, one is another.
    const found = after.coordinates[0]!.slice(1).filter((corner) => before.coordinates[0]!.some((was) => String(was) === String(corner)));
    expect(found).toHaveLength(3);
    await expect(page.getByTestId('patch-number')).toHaveText(number!);

    // So it is with a finger, which hits near the corner only; the map stays where it is.
    await page.getByTestId('redraw-patch').click();
    await expect(bar).toContainText('拖动角点改轮廓');
    await expect(map).toHaveAttribute('data-map-idle', 'true');
    const centre = await map.getAttribute('data-center');
    const south = [...after.coordinates[0]!].sort(([, a], [, b]) => a - b)[0]!;
    const { x, y } = await screenOf(map, south);
    const redrawn = await area();
    const finger = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
        finger.send('Input.dispatchTouchEvent', { type, touchPoints });
    await finger.send('Emulation.setTouchEmulationEnabled', { enabled: true });
    await touch('touchStart', { x: x + 10, y: y + 8 });
    for (let step = 1; step <= 4; step++) await touch('touchMove', { x: x + 10 + 4 * step, y: y + 8 + 8 * step });
    await touch('touchEnd');
    await expect.poll(area).not.toBe(redrawn);
    await expect(bar).toContainText('4 个角点');
    await expect(map).toHaveAttribute('data-center', centre!);
    await page.getByTestId('draw-done').click();
    await expect(bar).toHaveCount(0);
    const byFinger = (await outline()).coordinates[0]!.slice(1);
    expect(byFinger.filter((corner) => after.coordinates[0]!.some((was) => String(was) === String(corner)))).toHaveLength(3);
});
