import { expect, type Page, test } from '@playwright/test';
import { api, enter } from './browser';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

const surveyor = (page: Page) => page.getByTestId('field-surveyor').locator('input');

/** How many drafts this browser holds, whoever's. */
const keptDrafts = (page: Page) =>
    page.evaluate(
        () =>
            new Promise<number>((resolve) => {
                const opening = indexedDB.open('tuban');
                opening.onsuccess = () => {
                    const counting = opening.result.transaction('drafts').objectStore('drafts').count();
                    counting.onsuccess = () => resolve(counting.result);
                };
            }),
    );

async function openRecord(page: Page): Promise<string> {
    const path = '/api/v1/households?status=draft&size=1';
    const { items } = await api<{ items: { id: string }[] }>(page, server, path);
    await page.goto(`${server.url}/records/${items[0]!.id}`);
    await page.getByTestId('section-household').click();
    await expect(surveyor(page)).toBeVisible();
    return items[0]!.id;
}

test('what was typed without a network survives a closed tab and is sent later', async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    const context = page.context();
    const id = await openRecord(page);
    await context.setOffline(true);
    await surveyor(page).fill('王望禾');
    await page.getByTestId('save').click();
    await expect(page.getByTestId('save-state')).toContainText('未送达，已加密存在本机');
    await page.close();

    await context.setOffline(false);
    const again = await context.newPage();
    await again.goto(`${server.url}/records/${id}`);
    await expect(again.getByTestId('recovered')).toBeVisible();
    await again.getByTestId('section-household').click();
    await expect(surveyor(again)).toHaveValue('王望禾');
    await expect(again.getByTestId('save-state')).toContainText('已保存');
    const record = await api<{ body: { surveyor: string } }>(again, server, `/api/v1/households/${id}/record`);
    expect(record.body.surveyor).toBe('王望禾');
    await expect.poll(() => keptDrafts(again)).toBe(0);
});

test('signing out tells of unsent drafts and wipes them', async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    await openRecord(page);
    await page.route('**/record', (route) =>
        route.request().method() === 'PUT' ? route.abort() : route.continue(),
    );
    await surveyor(page).fill('陈秋野');
    await page.getByRole('navigation').getByText('我的桌面').click();
    await expect(page.getByTestId('unsent')).toHaveText('本机未送达 1');
    expect(await keptDrafts(page)).toBe(1);

    const questions: string[] = [];
    page.on('dialog', (dialog) => {
        questions.push(dialog.message());
        void dialog.accept();
    });
    await page.getByRole('button', { name: /账号菜单/ }).click();
    await page.getByText('退出登录').click();
    await expect(page.getByLabel('账号')).toBeVisible();
    expect(questions).toEqual([expect.stringContaining('还有 1 户的修改没有送达')]);
    await expect.poll(() => keptDrafts(page)).toBe(0);
});
