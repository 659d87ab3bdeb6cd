import { expect, type Page, test } from '@playwright/test';
import { api, enter } from './browser';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

const PROBLEM = {
    type: 'about:blank', title: '服务器忙', status: 500, code: 'internal', detail: '出错了，请稍后重试。', request_id: 'R-42',
};

/** Each page says what failed, with the number to read out, and comes back by 重试. */
async function failAndRetry(page: Page, path: string, content: string): Promise<void> {
    // Who is signed in stays known: it is the page's own requests that fail.
    const failing = /\/api\/v1\/(?!me$|session)/;
    await page.route(failing, (route) =>
        route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(PROBLEM) }),
    );
    await page.goto(server.url + path);
    const alerts = page.locator('main [role="alert"]:visible');
    await expect(alerts.first(), path).toContainText('编号 R-42');
    await page.unroute(failing);
    const retry = page.locator('main').getByRole('button', { name: '重试' });
    while ((await retry.count()) > 0) {
        const left = await retry.count();
        await retry.first().click();
        await expect.poll(() => retry.count(), path).toBeLessThan(left);
    }
    await expect(page.locator('main').getByText(content).first(), path).toBeVisible();
}

test('every page of a reviewer tells a failure beside its cause and recovers', async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    const path = '/api/v1/households?status=submitted&size=1';
    const { items } = await api<{ items: { id: string; head_name: string }[] }>(page, server, path);
    await failAndRetry(page, '/', '合计');
    await failAndRetry(page, '/households', '状态时间');
    await failAndRetry(page, `/records/${items[0]!.id}`, items[0]!.head_name);
    await failAndRetry(page, '/review', '办理经过');
    await failAndRetry(page, '/review/board', '自有农村住房');
    await failAndRetry(page, '/progress', '合计');
    await failAndRetry(page, '/hazard-map', '合计');
    await failAndRetry(page, '/patch-ledgers', '没有断链的户');
});

test('what is empty says so and what to do next', async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    await page.goto(`${server.url}/households?status=draft&housing=deceased&grade=D`);
    await expect(page.getByText('没有符合条件的户。')).toBeVisible();
    await page.getByRole('button', { name: '清除全部条件' }).click();
    await expect(page.locator('tbody tr').first()).toBeVisible();
});
