import { expect, test } from '@playwright/test';
import { api, enter } from './browser';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

interface Household {
    status: string;
    patch_state: string;
    patch: { number: string } | null;
}

test('a wrong patch is removed with a reason and backfilled by keyboard; the review stays', async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    const { items } = await api<{ items: { id: string; head_name: string; patch_number: string }[] }>(
        page,
        server,
        '/api/v1/households?patch_state=linked&status=approved&size=1',
    );
    const { id, head_name: name, patch_number: number } = items[0]!;
    const household = () => api<Household>(page, server, `/api/v1/households/${id}`);

    await test.step('the clerk removes it, which needs a reason', async () => {
        await page.goto(`${server.url}/patch-removal?status=approved`);
        await page.getByTestId(`row-${id}`).click();
        await expect(page.getByTestId('household-name')).toHaveText(name);
        await page.getByTestId('remove-patch').click();
        await expect(page.getByRole('alert').filter({ hasText: '请填写删除原因' })).toBeVisible();
        await page.getByRole('button', { name: '选错房屋' }).click();
        await page.getByTestId('remove-patch').click();
        await expect(page.getByTestId(`row-${id}`)).toHaveCount(0);
        expect(await household()).toMatchObject({ status: 'approved', patch_state: 'not_found', patch: null });
    });

    await test.step('it is taken back and done again', async () => {
        await page.keyboard.press('z');
        await expect(page.getByTestId(`row-${id}`)).toHaveAttribute('aria-current', 'true');
        expect((await household()).patch?.number).toBe(number);
        await expect(page.getByTestId('patch-number')).toHaveText(number);
        await page.getByRole('button', { name: '选错房屋' }).click();
        await page.keyboard.press('Control+Enter');
        await expect(page.getByTestId(`row-${id}`)).toHaveCount(0);
    });

    await test.step('it waits for backfilling, and gets its house by keyboard', async () => {
        await page.goto(`${server.url}/backfill`);
        await page.getByTestId(`row-${id}`).click();
        await expect(page.getByTestId('household-name')).toHaveText(name);
        await expect(page.getByTestId('candidate-1')).toContainText(number.slice(-4));
        await page.keyboard.press('n');
        await expect(page.getByTestId('candidate-none')).toHaveAttribute('aria-selected', 'true');
        await page.keyboard.press('1');
        await expect(page.getByTestId('candidate-1')).toHaveAttribute('aria-selected', 'true');
        await expect(page.getByTestId('evidence')).toContainText('支持');
        await page.keyboard.press('Enter');
        await expect(page.getByTestId(`row-${id}`)).toHaveCount(0);
        expect(await household()).toMatchObject({ status: 'approved', patch_state: 'linked', patch: { number } });
    });
});

interface Matching {
    queue: Record<'auto' | 'review' | 'none' | 'linked' | 'not_found' | 'unlinked', number>;
    blind: { total: number; checked: number };
    reliability: { checked: number }[];
}

test('a county run proposes, the village confirms by keyboard and all above a probability, each with undo', async ({
    browser,
}) => {
    const county = await enter(browser, server, server.account('审核员'));
    const village = await enter(browser, server, server.account('张家湾村'));
    const matching = () => api<Matching>(county, server, '/api/v1/matching');
    const linkedInVillage = async () =>
        (await api<{ total: number }>(village, server, '/api/v1/households?patch_state=linked&size=1')).total;

    await test.step('the county starts a run and sees what came of it', async () => {
        const before = await matching();
        await county.goto(`${server.url}/matching`);
        await county.getByTestId('start-matching').click();
        await expect(county.getByTestId('last-run')).toContainText('户', { timeout: 60_000 });
        const after = await matching();
        expect(after.queue.auto).toBeGreaterThan(0);
        expect(after.queue.linked).toBe(before.queue.linked);
        await expect(county.getByTestId('queue-auto')).toHaveText(after.queue.auto.toLocaleString('en'));
        await expect(county.getByTestId('threshold-counts')).toContainText(`可一并确认 ${after.queue.auto.toLocaleString('en')} 户”是上次匹配定的`);
        await expect(county.getByTestId('calibration')).toContainText(/县里的 [\d,]+ 户判定.*原来给 90% 的房屋.*现在按约/);
    });

    await test.step('backfilling shows the run\'s probabilities in the list and beside the map', async () => {
        const { items } = await api<{ items: { household: { id: string } }[] }>(
            village,
            server,
            '/api/v1/backfill?likely=true&size=1',
        );
        await village.goto(`${server.url}/backfill?likely=true`);
        const row = village.getByTestId(`row-${items[0]!.household.id}`);
        await row.click();
        const [share] = (await row.innerText()).match(/[<>]?[\d.]+%/)!;
        await expect(village.getByTestId('candidate-1').getByText(share, { exact: true })).toBeVisible();
    });

    const linked = await linkedInVillage();
    await test.step('the village confirms one with the space bar, and takes it back', async () => {
        await village.goto(`${server.url}/proposals?decision=auto`);
        const rows = village.locator('[data-testid^="row-"]');
        await expect(rows.first()).toBeVisible();
        const first = rows.first();
        const id = (await first.getAttribute('data-testid'))!.replace('row-', '');
        await first.click();
        await expect(village.getByTestId('candidate-1')).toHaveAttribute('aria-selected', 'true');
        await village.keyboard.press(' ');
        await expect(village.getByTestId(`row-${id}`)).toHaveCount(0);
        expect(await linkedInVillage()).toBe(linked + 1);
        await village.keyboard.press('z');
        await expect(village.getByTestId(`row-${id}`)).toHaveAttribute('aria-current', 'true');
        expect(await linkedInVillage()).toBe(linked);
    });

    await test.step('it picks another house and takes that back: the proposal is there again', async () => {
        const open = async () => (await api<{ total: number }>(village, server, '/api/v1/proposals?state=open&size=1')).total;
        const proposed = await open();
        const current = village.locator('[aria-current="true"][data-testid^="row-"]');
        const id = (await current.getAttribute('data-testid'))!;
        await expect(village.getByTestId('candidate-1')).toHaveAttribute('aria-selected', 'true');
        await village.keyboard.press('2');
        await expect(village.getByTestId('candidate-2')).toHaveAttribute('aria-selected', 'true');
        await village.keyboard.press(' ');
        await expect(village.getByTestId(id)).toHaveCount(0);
        expect([await linkedInVillage(), await open()]).toEqual([linked + 1, proposed - 1]);
        await village.keyboard.press('z');
        await expect(village.getByTestId(id)).toHaveAttribute('aria-current', 'true');
        expect([await linkedInVillage(), await open()]).toEqual([linked, proposed]);
    });

    await test.step('keys lead through the list, S as the panel says, and the sheet tells each once', async () => {
        const current = village.locator('[aria-current="true"][data-testid^="row-"]');
        const id = (await current.getAttribute('data-testid'))!;
        for (const [away, back] of [['s', 'k'], ['j', 'k'], ['ArrowRight', 'ArrowLeft']] as const) {
            await village.keyboard.press(away);
            await expect(village.getByTestId(id)).not.toHaveAttribute('aria-current', 'true');
            await village.keyboard.press(back);
            await expect(village.getByTestId(id)).toHaveAttribute('aria-current', 'true');
        }
        await village.keyboard.press('?');
        const sheet = village.getByRole('complementary', { name: '按键' });
        await expect(sheet.getByText('选第几个候选')).toHaveCount(1);
        await expect(sheet.getByText('跳过这一户')).toBeVisible();
        await village.keyboard.press('Escape');
    });

    await test.step('it confirms all above a probability, and takes them back together', async () => {
        await village.goto(`${server.url}/proposals`);
        const button = village.getByTestId('bulk-confirm');
        const count = Number(/\d+/.exec((await button.textContent())!)![0]);
        await button.click();
        if (count > 20) await button.click();
        await expect(village.getByTestId('undo')).toContainText(`${count} 户`);
        expect(await linkedInVillage()).toBe(linked + count);
        await village.getByTestId('undo').click();
        await expect(village.getByTestId('undo')).toHaveCount(0);
        expect(await linkedInVillage()).toBe(linked);
    });

    await test.step('one by one they tell how the probabilities held', async () => {
        const told = async () => (await matching()).reliability.reduce((sum, { checked }) => sum + checked, 0);
        const before = await told();
        await village.goto(`${server.url}/proposals?decision=auto`);
        await expect(village.getByTestId('candidate-1')).toHaveAttribute('aria-selected', 'true');
        const id = await village.locator('[aria-current="true"][data-testid^="row-"]').getAttribute('data-testid');
        await village.getByTestId('confirm-patch').click();
        await expect(village.getByTestId(id!)).toHaveCount(0);
        await county.goto(`${server.url}/matching`);
        await expect(county.getByTestId('reliability')).toContainText(`按 ${before + 1} 户逐户核对的结果`);
    });

    await test.step('the blind check shows no score and counts the answer', async () => {
        const { blind } = await matching();
        expect(blind.total).toBeGreaterThan(0);
        await county.getByRole('link', { name: '去盲检' }).click();
        await expect(county.getByTestId('blind-1')).toBeVisible();
        await expect(county.locator('main')).not.toContainText('%');
        await county.keyboard.press('1');
        await county.keyboard.press('Enter');
        await expect.poll(async () => (await matching()).blind.checked).toBe(1);
    });
});
