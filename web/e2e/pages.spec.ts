import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { api, enter } from './browser';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

const WIDTHS = { desk: { width: 1366, height: 768 }, phone: { width: 360, height: 740 } };
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Everything that was asked for has come, and the map has drawn. */
async function settle(page: Page): Promise<void> {
    await page.waitForLoadState('networkidle');
    // A page within the page asks for its own things, which is no load of the document.
    await expect(page.locator('h1')).not.toHaveCount(0);
    await expect(page.getByText('正在加载')).toHaveCount(0);
    await expect(page.locator('[data-map-idle]:not([data-map-idle="true"]):visible')).toHaveCount(0);
}

async function expectAccessible(page: Page, what: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze();
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n    ')}`);
    expect.soft(told, what).toEqual([]);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(beyond, `${what} is wider than the screen`).toBeLessThanOrEqual(0);
}

/** Every page an account can reach, wide and on a phone. */
async function look(page: Page, who: string, paths: readonly string[]): Promise<void> {
    for (const path of paths) {
        await page.setViewportSize(WIDTHS.desk);
        await page.goto(server.url + path);
        await settle(page);
        await expectAccessible(page, `${who} ${path}`);
        await page.setViewportSize(WIDTHS.phone);
        await settle(page);
        await expectAccessible(page, `${who} ${path} on a phone`);
        if (path === '/') continue; // its buttons lead to other pages
        const other = page.locator('[data-testid="side-map"]:visible, ul button:visible').first();
        if (!(await other.isVisible())) continue;
        await other.click();
        await settle(page);
        await expectAccessible(page, `${who} ${path} on a phone, the other side`);
    }
}

async function firstWith(page: Page, status: string): Promise<string> {
    const path = `/api/v1/households?status=${status}&size=1`;
    const { items } = await api<{ items: { id: string }[] }>(page, server, path);
    return items[0]!.id;
}

test('the sign-in page is accessible', async ({ page }) => {
    await look(page, 'nobody', ['/sign-in']);
});

test("a collector's pages are accessible and fit a phone", async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    const records = ['not_started', 'returned', 'approved'].map((status) => firstWith(page, status));
    await look(page, '村', ['/', '/households', '/proposals', '/backfill', '/patch-removal', ...(await Promise.all(records)).map((id) => `/records/${id}`)]);
});

test("a reviewer's pages are accessible and fit a phone", async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    const paths = ['/', '/review', '/review/board', '/households?status=submitted', '/matching', '/matching/blind', '/patch-ledgers', '/progress'];
    await look(page, '县', paths);
});

test("a supervisor's pages are accessible and fit a phone", async ({ browser }) => {
    const page = await enter(browser, server, server.account('安澜省督导'));
    await look(page, '省', ['/', '/hazard-map', '/nowhere']);
});

test("an administrator's pages are accessible and fit a phone", async ({ browser }) => {
    const page = await enter(browser, server, server.account('系统管理员'));
    await look(page, '管', ['/users', '/borders', '/audit']);
});
