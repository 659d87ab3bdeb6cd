import { type Browser, expect, type Page } from '@playwright/test';
import type { Account, TubanServer } from './server';

/** A page on which any request to another origin fails the test. */
function watched(page: Page, server: TubanServer): Page {
    page.on('request', (request) => {
        const url = new URL(request.url());
        const isOwn = url.origin === server.url || ['data:', 'blob:'].includes(url.protocol);
        expect(isOwn, `request to ${request.url()}`).toBe(true);
    });
    return page;
}

/** Signs in by hand, in a browser of its own. */
export async function signIn(browser: Browser, server: TubanServer, account: Account): Promise<Page> {
    const context = await browser.newContext();
    const page = watched(await context.newPage(), server);
    await page.goto(server.url);
    await page.getByLabel('账号').fill(account.account);
    await page.getByLabel('密码', { exact: true }).fill(account.password);
    await page.getByRole('button', { name: /登录/ }).click();
    await expect(page.getByRole('navigation').getByText('我的桌面')).toBeVisible();
    return page;
}

/** Is signed in already: for tests of what comes after. */
export async function enter(browser: Browser, server: TubanServer, account: Account): Promise<Page> {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = watched(await context.newPage(), server);
    const answer = await page.request.post(`${server.url}/api/v1/session`, {
        data: { account: account.account, password: account.password },
        headers: { 'Idempotency-Key': crypto.randomUUID() },
    });
    expect(answer.ok(), account.title).toBe(true);
    return page;
}

export async function api<T>(page: Page, server: TubanServer, path: string): Promise<T> {
    const response = await page.request.get(server.url + path);
    expect(response.ok(), path).toBe(true);
    return (await response.json()) as T;
}
