import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { enter, signIn } from './browser';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

test('an administrator opens an account below, resets and closes it, and finds it in the trail', async ({ browser }) => {
    const page = await enter(browser, server, server.account('系统管理员'));
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(`${server.url}/users`);
    await expect(page.getByRole('row', { name: /990101000000/ })).toBeVisible();

    await page.getByTestId('add').click();
    const form = page.getByTestId('add-user');
    await form.getByRole('button', { name: '开通' }).click();
    await expect(form.getByRole('alert')).toContainText('请选择下级区划');
    await form.locator('.el-select').first().click();
    await page.getByRole('option', { name: '临溪市' }).click();
    await expect(form.getByLabel('账号')).toHaveValue('990100000000');
    await form.getByLabel('账号').fill('linxi-supervisor');
    await form.getByLabel('姓名或单位').fill('临溪市住建局');
    await form.getByLabel('角色').selectOption('supervisor');
    await form.getByRole('button', { name: '开通' }).click();
    const issued = page.getByTestId('issued');
    await expect(issued).toContainText('linxi-supervisor');
    const first = (await issued.locator('code').textContent())!;
    const row = page.getByRole('row', { name: /linxi-supervisor/ });
    await expect(row).toContainText('待改初始密码');

    const newcomer = await (await browser.newContext()).newPage();
    await newcomer.goto(server.url);
    await newcomer.getByLabel('账号').fill('linxi-supervisor');
    await newcomer.getByLabel('密码', { exact: true }).fill(first);
    await newcomer.getByRole('button', { name: /登录/ }).click();
    await expect(newcomer).toHaveURL(/\/password/);

    await row.getByRole('button', { name: /重置密码/ }).click();
    await expect(issued.locator('code')).not.toHaveText(first);
    await row.getByRole('button', { name: /注销/ }).click();
    await expect(row).toContainText('注销');
    await expect(row.getByRole('button')).toHaveCount(0);

    await page.goto(`${server.url}/audit`);
    await expect(page.locator('tbody tr').first()).toContainText('admin-990000');

    // Sentences, not JSON: what a save changed, by the form's labels and the lists' words.
    await page.goto(`${server.url}/audit?action=record.save`);
    const changes = page.locator('tbody td.change');
    await expect(changes.filter({ hasText: /房屋现状|层数|住房/ }).first()).toBeVisible();
    expect((await changes.allTextContents()).join('')).not.toMatch(/[{}]|own_rural/);
});

test('an administrator takes an imported border away: the outline is derived from the houses again', async ({ browser }) => {
    const file = join(server.data, 'borders.geojson');
    const ring = [[105, 30], [105.2, 30], [105.2, 30.2], [105, 30.2], [105, 30]];
    const county = { type: 'Feature', properties: { code: '990101000000' }, geometry: { type: 'Polygon', coordinates: [ring] } };
    writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features: [county] }));
    server.run('import', 'borders', file);

    const page = await enter(browser, server, server.account('系统管理员'));
    await page.goto(`${server.url}/borders?division=990100000000`);
    const row = page.getByTestId('border-990101000000');
    await expect(row).toContainText('导入的边界');
    page.once('dialog', (dialog) => void dialog.dismiss());
    await row.getByRole('button').click();
    await expect(row).toContainText('导入的边界');
    page.once('dialog', (dialog) => void dialog.accept());
    await row.getByRole('button').click();
    await expect(row.getByRole('button')).toHaveCount(0);
    await expect(row).not.toContainText('导入的边界');
});

test('who administers nothing has no such pages', async ({ browser }) => {
    const page = await signIn(browser, server, server.account('审核员'));
    await expect(page.getByRole('navigation').getByText('系统管理')).toHaveCount(0);
    await page.goto(`${server.url}/users`);
    await expect(page).toHaveURL(`${server.url}/`);
});

test('who administers reads no household, figure or map', async ({ browser }) => {
    const page = await enter(browser, server, server.account('系统管理员'));
    await page.goto(`${server.url}/households`);
    await expect(page).toHaveURL(`${server.url}/users`);
    await expect(page.getByRole('search')).toHaveCount(0);
    await expect(page.getByRole('navigation', { name: '主菜单' }).getByRole('link')).toHaveText(['系统管理', '用户管理', '区划边界', '操作日志']);
    expect((await page.request.get(`${server.url}/api/v1/households`)).status()).toBe(403);
});
