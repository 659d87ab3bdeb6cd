import { expect, type Page, test } from '@playwright/test';
import { api, enter } from '../e2e/browser';
import { TubanServer } from '../e2e/server';

const FOLDER = '../docs/screenshots';
const PHONE = { width: 390, height: 844 };

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

async function shoot(page: Page, name: string): Promise<void> {
    await page.waitForLoadState('networkidle');
    await expect(page.locator('[data-map-idle]:not([data-map-idle="true"]):visible')).toHaveCount(0);
    await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' });
}

async function open(page: Page, path: string, name: string): Promise<void> {
    await page.goto(server.url + path);
    await shoot(page, name);
}

async function firstId(page: Page, query: string): Promise<string> {
    const { items } = await api<{ items: { id: string }[] }>(page, server, `/api/v1/households?${query}&size=1`);
    return items[0]!.id;
}

test('a collector', async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    const id = await firstId(page, 'status=returned&housing=own_rural&grade=C,D');
    await page.goto(`${server.url}/records/${id}`);
    await page.getByTestId('section-house').click();
    await expect(page.getByTestId('candidate-2')).toBeVisible();
    await page.getByTestId('candidate-2').click();
    await shoot(page, 'record');
    await page.getByTestId('section-photos').click();
    await shoot(page, 'record-photos');
    await open(page, '/backfill', 'backfill');
    await open(page, '/patch-removal', 'patch-removal');

    await page.setViewportSize(PHONE);
    await page.goto(`${server.url}/records/${id}`);
    await page.getByTestId('section-safety').click();
    await shoot(page, 'record-phone');
    await page.getByTestId('section-photos').click();
    await shoot(page, 'record-photos-phone');
});

test('a reviewer', async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    await open(page, '/', 'desk');
    await open(page, '/households', 'households');
    await open(page, '/review', 'review');
    await open(page, '/review/board?grade=A,B', 'review-board');
    await open(page, '/patch-ledgers?tab=edits', 'patch-ledgers');
    await page.goto(`${server.url}/hazard-map?theme=share`);
    await expect(page.getByTestId('choropleth-legend')).toBeVisible();
    await page.locator('tbody tr', { hasText: '龙溪镇' }).hover();
    await expect(page.getByTestId('division-card')).toBeVisible();
    await shoot(page, 'hazard-map-share');
    await page.setViewportSize(PHONE);
    await open(page, '/', 'desk-phone');
    await open(page, '/hazard-map', 'hazard-map-phone');
});

test('a supervisor', async ({ browser }) => {
    const page = await enter(browser, server, server.account('安澜省督导'));
    await open(page, '/hazard-map', 'hazard-map');
    await open(page, '/progress', 'progress');
});

test('proposals after a run', async ({ browser }) => {
    const county = await enter(browser, server, server.account('审核员'));
    await county.goto(`${server.url}/matching`);
    await county.getByTestId('start-matching').click();
    await expect(county.getByTestId('last-run')).toContainText('户', { timeout: 60_000 });
    await shoot(county, 'matching');
    const village = await enter(browser, server, server.account('张家湾村'));
    await open(village, '/proposals', 'proposals');
    await open(county, '/matching/blind', 'blind');
});

test('an administrator', async ({ browser }) => {
    const page = await enter(browser, server, server.account('系统管理员'));
    await open(page, '/users', 'users');
    await open(page, '/audit?action=record.save', 'audit');
    await open(page, '/borders', 'borders');
});

// Last: the failed tries bring the captcha to whoever signs in from here.
test('signing in', async ({ page }) => {
    await page.goto(server.url);
    for (let i = 0; i < 2; i++) {
        await page.getByLabel('账号').fill(server.account('临溪市').account);
        await page.getByLabel('密码', { exact: true }).fill('not the one');
        await page.getByRole('button', { name: /登录/ }).click();
        await expect(page.getByRole('alert').first()).toBeVisible();
        await page.waitForLoadState('networkidle');
    }
    await shoot(page, 'sign-in');
});
