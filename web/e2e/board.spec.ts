import { expect, type Page, test } from '@playwright/test';
import { api, enter } from './browser';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

interface Figures {
    progress: { submitted: number; approved: number; returned: number };
}

const figures = async (page: Page) => (await api<Figures>(page, server, '/api/v1/desk')).progress;

test('by keyboard alone a batch is approved, one is left out, all is taken back', async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    const before = await figures(page);
    await page.goto(`${server.url}/review/board?grade=A,B`);
    await expect(page.getByTestId('approve-chosen')).toHaveText(/通过 12 户/);

    await page.keyboard.press('j');
    await page.keyboard.press('Space');
    await expect(page.getByTestId('approve-chosen')).toHaveText(/通过 11 户/);
    await page.keyboard.press('a');
    await expect(page.locator('li.card.approved')).toHaveCount(11);
    expect(await figures(page)).toMatchObject({
        submitted: before.submitted - 11,
        approved: before.approved + 11,
    });

    await page.keyboard.press('z');
    await expect(page.locator('li.card.returned')).toHaveCount(11);
    expect(await figures(page)).toMatchObject({
        approved: before.approved,
        returned: before.returned + 11,
    });
});

test('several are returned with one opinion, which each of them shows', async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    await page.goto(`${server.url}/review/board?grade=A,B`);
    await expect(page.getByTestId('approve-chosen')).toHaveText(/通过 12 户/);
    await page.getByLabel(/全选/).uncheck();
    const cards = page.locator('li.card');
    for (const card of [cards.nth(0), cards.nth(1)]) await card.getByRole('checkbox').check();
    await page.keyboard.press('r');
    await page.getByText('资料不全').click();
    await page.locator('textarea').fill('请补鉴定报告。');
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('li.card.returned')).toHaveCount(2);
    const link = await page.locator('li.card.returned a').first().getAttribute('href');
    await page.goto(server.url + link);
    await expect(page.getByText('请补鉴定报告。').first()).toBeVisible();
});
