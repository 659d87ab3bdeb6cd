import { expect, type Page, test } from '@playwright/test';
import { api, enter } from './browser';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

interface HouseholdPage {
    total: number;
    items: { head_name: string; status_at: string | null }[];
}

const shownNames = (page: Page) => page.locator('tbody th.head a').allTextContents();

test('a list is sorted by its heads, by the server, and the address keeps the order', async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    await page.goto(`${server.url}/households?status=submitted`);
    const head = page.getByRole('columnheader', { name: '按状态时间排序' });
    for (const [order, sort] of [['descending', '-status_at'], ['ascending', 'status_at']] as const) {
        await head.getByRole('button').click();
        await expect(head).toHaveAttribute('aria-sort', order);
        await expect(page).toHaveURL(new RegExp(`sort=${sort}`));
        const { items } = await api<HouseholdPage>(
            page, server, `/api/v1/households?status=submitted&sort=${sort}&size=20`,
        );
        const times = items.map(({ status_at }) => status_at!);
        expect([...times].sort()).toEqual(order === 'ascending' ? times : [...times].reverse());
        await expect.poll(async () => (await shownNames(page)).map((name) => name.trim())).toEqual(
            items.map(({ head_name }) => head_name),
        );
    }
    await page.reload();
    await expect(head).toHaveAttribute('aria-sort', 'ascending');
});

test('what was submitted again is a list of its own, as long as the desk says', async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    const desk = await api<{ resubmitted: number }>(page, server, '/api/v1/desk');
    expect(desk.resubmitted).toBeGreaterThan(0);
    await page.goto(`${server.url}/households`);
    await page.getByRole('button', { name: '再次上报' }).click();
    await expect(page.getByText(`共 ${desk.resubmitted} 户`)).toBeVisible();
    await page.goto(`${server.url}/review?resubmitted=true`);
    await expect(page.getByRole('list', { name: '待审核名单' }).getByText('再次上报')).toHaveCount(desk.resubmitted);
});

test('every figure of the table opens a list of just so many, those without a village too', async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    await page.goto(`${server.url}/progress`);
    const links = page.locator('table a');
    await expect(links.first()).toBeVisible();
    const figures = await links.evaluateAll((all) =>
        all.map((link) => [link.getAttribute('href')!, link.textContent!.replace(/\D/g, '')] as const),
    );
    expect(figures.length).toBeGreaterThan(20);
    for (const [href, figure] of figures) {
        const query = new URL(href, server.url).search;
        const { total } = await api<HouseholdPage>(page, server, `/api/v1/households${query}`);
        expect(String(total), href).toBe(figure);
    }
});
