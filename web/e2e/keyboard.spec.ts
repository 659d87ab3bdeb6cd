import { expect, type Page, test } from '@playwright/test';
import { api } from './browser';
import { type Account, TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

/** The pointer never moves: whatever is not reached by keys fails the test. */
async function signInByKeys(page: Page, account: Account): Promise<void> {
    await page.goto(server.url);
    await expect(page.getByLabel('账号')).toBeFocused();
    await page.keyboard.type(account.account);
    await page.keyboard.press('Tab');
    await page.keyboard.type(account.password);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /开始/ }).first()).toBeVisible();
}

const statusOf = async (page: Page, id: string) =>
    (await api<{ status: string }>(page, server, `/api/v1/households/${id}`)).status;

test('a clerk corrects and submits a record, and a reviewer approves it, by keys alone', async ({ browser }) => {
    const clerk = await browser.newPage();
    await signInByKeys(clerk, server.account('张家湾村'));
    await clerk.keyboard.press('Enter');
    await expect(clerk.getByTestId('return-banner')).toBeVisible();
    const id = new URL(clerk.url()).pathname.split('/').pop()!;

    await expect(clerk.getByTestId('candidate-2')).toBeVisible();
    await clerk.keyboard.press('2');
    await clerk.keyboard.press('Enter');
    await expect(clerk.getByTestId('patch-number')).toBeVisible();
    await clerk.keyboard.press('Control+Enter');
    await expect.poll(() => statusOf(clerk, id)).toBe('submitted');

    const reviewer = await browser.newPage();
    await signInByKeys(reviewer, server.account('审核员'));
    await reviewer.keyboard.press('Enter');
    const queue = reviewer.getByRole('list', { name: '待审核名单' });
    const first = queue.locator('[aria-current="true"]');
    const name = await first.locator('.who b').textContent();
    await expect(reviewer.getByRole('heading', { level: 2, name: name! })).toBeVisible();
    await reviewer.keyboard.press('j');
    await expect(first.locator('.who b')).not.toHaveText(name!);
    await reviewer.keyboard.press('k');
    await expect(reviewer.getByRole('heading', { level: 2, name: name! })).toBeVisible();
    // A verdict is taken only for a record that has been looked at for half a second.
    await expect
        .poll(async () => {
            await reviewer.keyboard.press('a');
            return reviewer.getByText(`${name}：审核通过`).count();
        })
        .toBeGreaterThan(0);
});

test('the skip link leads past the menu, and ? lists the keys', async ({ browser }) => {
    const page = await browser.newPage();
    await signInByKeys(page, server.account('审核员'));
    await page.keyboard.press('?');
    const sheet = page.getByRole('complementary', { name: '按键' });
    await expect(sheet).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await page.getByText('跳到正文').focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('main')).toBeFocused();
});
