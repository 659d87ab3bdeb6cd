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
