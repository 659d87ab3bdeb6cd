import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { api, enter } from './browser';
import { choose, jpeg, shoot, slotOf as slot } from './photo';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

const MOST_BYTES = 1_048_576;
const TAKEN = '2025:10:09 08:52:00';

interface Household {
    id: string;
    patch: { number: string; label: [number, number] } | null;
    point: { lon: number; lat: number; accuracy_m?: number; source?: string } | null;
}
interface Photo {
    id: string;
    slot: string;
    size_bytes: number;
    taken_at: string | null;
    point: { lon: number; lat: number } | null;
    is_far: boolean;
}

const photosOf = async (page: Page, id: string) =>
    (await api<{ photos: Photo[] }>(page, server, `/api/v1/households/${id}/photos`)).photos;

/** Households of the clerk's village in a status, whose own house is linked to a patch. */
async function linked(page: Page, status: string): Promise<Household[]> {
    const path = `/api/v1/households?status=${status}&housing=own_rural&patch_state=linked&size=20`;
    const { items } = await api<{ items: { id: string }[] }>(page, server, path);
    return Promise.all(items.map(({ id }) => api<Household>(page, server, `/api/v1/households/${id}`)));
}

async function openPhotos(page: Page, id: string): Promise<void> {
    await page.goto(`${server.url}/records/${id}`);
    await page.getByTestId('section-photos').click();
    await expect(page.getByTestId('slot-front')).toBeVisible();
}

async function removeAll(page: Page, name: string): Promise<void> {
    const button = slot(page, name).getByRole('button', { name: /删除/ });
    while ((await button.count()) > 0) {
        const before = await button.count();
        await button.first().click();
        await slot(page, name).getByRole('button', { name: '确定删除' }).click();
        await expect(button).toHaveCount(before - 1);
    }
}

async function expectAccessible(page: Page, what: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`), what).toEqual([]);
}

test('a photo is made small enough with its place and time, a wrong file is refused, and a reviewer is told of one taken far away', async ({ browser }) => {
    const clerk = await enter(browser, server, server.account('张家湾村'));
    const { id, patch } = (await linked(clerk, 'returned'))[0]!;
    const [lon, lat] = patch!.label;
    await openPhotos(clerk, id);
    await removeAll(clerk, 'front');

    await test.step('what is no picture is refused in words and goes away', async () => {
        await choose(clerk, 'front', { name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
        await expect(slot(clerk, 'front').getByRole('alert')).toContainText('JPEG');
        await slot(clerk, 'front').getByRole('button', { name: '不传这张：list.txt' }).click();
        await expect(clerk.getByTestId('upload')).toHaveCount(0);
        expect((await photosOf(clerk, id)).filter((photo) => photo.slot === 'front')).toEqual([]);
    });

    await test.step('a photo of several megabytes arrives small, at the house', async () => {
        const large = await shoot(clerk, { lon, lat, taken: TAKEN, side: 2000 });
        expect(large.length).toBeGreaterThan(MOST_BYTES);
        await choose(clerk, 'front', jpeg(large));
        await expect(slot(clerk, 'front').getByText(/10-09 08:52·距图斑 \d+ 米/)).toBeVisible();
        const photo = (await photosOf(clerk, id)).find((one) => one.slot === 'front')!;
        expect(photo.size_bytes).toBeLessThanOrEqual(MOST_BYTES);
        expect(photo.taken_at).toBe('2025-10-09T00:52:00Z');
        expect(photo.point!.lon).toBeCloseTo(lon, 4);
        expect(photo.point!.lat).toBeCloseTo(lat, 4);
        expect(photo.is_far).toBe(false);
        await expect(clerk.getByTestId('record-map').locator('.photo')).not.toHaveCount(0);
    });

    await test.step('one taken a kilometre away takes its place', async () => {
        await removeAll(clerk, 'front');
        await choose(clerk, 'front', jpeg(await shoot(clerk, { lon, lat: lat + 0.01, taken: TAKEN, side: 200 })));
        await expect(slot(clerk, 'front').getByText('位置偏远')).toBeVisible();
        await expectAccessible(clerk, 'photos of a record');
        await clerk.setViewportSize({ width: 360, height: 740 });
        await expectAccessible(clerk, 'photos of a record on a phone');
        await clerk.setViewportSize({ width: 1366, height: 768 });
    });

    await test.step('the clerk submits', async () => {
        await expect(clerk.getByTestId('upload')).toHaveCount(0);
        await clerk.getByTestId('submit').click();
        await expect
            .poll(async () => (await api<{ status: string }>(clerk, server, `/api/v1/households/${id}/record`)).status)
            .toBe('submitted');
        await expect(slot(clerk, 'front').getByRole('button', { name: /删除/ })).toHaveCount(0);
    });

    await test.step('the reviewer sees it on the map, in the warnings and large', async () => {
        const reviewer = await enter(browser, server, server.account('审核员'));
        await reviewer.goto(`${server.url}/review`);
        const { head_name: name } = await api<{ head_name: string }>(reviewer, server, `/api/v1/households/${id}`);
        await reviewer.locator('ul button', { hasText: name }).first().click();
        const pane = reviewer.getByTestId('review-photos');
        await expect(pane.getByText('位置偏远').first()).toBeVisible();
        await expect(reviewer.getByText(/有照片拍摄于距图斑约 1\d{3} 米处/)).toBeVisible();
        await expect(reviewer.getByTestId('record-map')).toHaveAttribute('data-map-idle', 'true');
        await expectAccessible(reviewer, 'review with photos');
        await reviewer.keyboard.press('p');
        const viewer = reviewer.getByTestId('photo-viewer');
        await expect(viewer.getByRole('img')).toHaveJSProperty('complete', true);
        await expect(viewer).toContainText('距图斑 1');
        await expectAccessible(reviewer, 'a photo shown large');
        await reviewer.keyboard.press('Escape');
        await expect(viewer).toHaveCount(0);
    });
});

test('a photo taken without a network is kept in this browser and sent later, from any page', async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    const context = page.context();
    const { id, patch } = (await linked(page, 'draft'))[0]!;
    const [lon, lat] = patch!.label;
    await openPhotos(page, id);
    await removeAll(page, 'front');
    const picture = await shoot(page, { lon, lat, taken: TAKEN, side: 200 });
    await context.setOffline(true);
    await choose(page, 'front', jpeg(picture));
    await expect(page.getByTestId('upload')).toContainText('没有网络，已加密存在本机');
    await page.close();

    await context.setOffline(false);
    const again = await context.newPage();
    await again.goto(server.url);
    await expect.poll(async () => (await photosOf(again, id)).filter((one) => one.slot === 'front').length).toBe(1);
    await expect(again.getByTestId('unsent')).toHaveCount(0);
});

test('the phone says where the house is, and why it can not', async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    const { id, patch } = (await linked(page, 'draft'))[1]!;
    const [longitude, latitude] = patch!.label;
    await page.goto(`${server.url}/records/${id}`);
    await page.getByTestId('section-house').click();
    const position = page.getByTestId('house-position');
    await page.context().clearPermissions();
    await page.getByTestId('locate-house').click();
    await expect(position.getByRole('alert')).toContainText('没有允许定位');

    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ longitude, latitude, accuracy: 7 });
    await page.getByTestId('locate-house').click();
    await expect(position).toContainText('手机定位，精度约 7 米');
    const household = await api<Household>(page, server, `/api/v1/households/${id}`);
    expect(household.point).toMatchObject({ source: 'phone', accuracy_m: 7 });
    await position.getByRole('button', { name: '清除定位' }).click();
    await expect(position).not.toContainText('手机定位');
});

test('the patch that a submission replaced is shown beside the new one', async ({ browser }) => {
    const clerk = await enter(browser, server, server.account('张家湾村'));
    const { id, patch } = (await linked(clerk, 'returned'))[1]!;
    await clerk.goto(`${server.url}/records/${id}`);
    await expect(clerk.getByTestId('candidate-2')).toBeVisible();
    await clerk.getByTestId('candidate-2').click();
    await clerk.getByTestId('confirm-patch').click();
    await expect.poll(async () => (await api<Household>(clerk, server, `/api/v1/households/${id}`)).patch?.number).not.toBe(patch!.number);
    await clerk.getByTestId('submit').click();
    await expect
        .poll(async () => (await api<{ status: string }>(clerk, server, `/api/v1/households/${id}/record`)).status)
        .toBe('submitted');

    const reviewer = await enter(browser, server, server.account('审核员'));
    const { head_name: name } = await api<{ head_name: string }>(reviewer, server, `/api/v1/households/${id}`);
    await reviewer.goto(`${server.url}/review`);
    await reviewer.locator('ul button', { hasText: name }).first().click();
    await expect(reviewer.getByTestId('record-map').getByText(`上次 …${patch!.number.slice(-4)}`)).toBeVisible();
});
