import { expect, test } from '@playwright/test';
import { api, enter } from './browser';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

interface PatchFeature {
    properties: { number: string; division: { code: string }; attributes: { floors?: number }; edit?: { kind: string } };
}

test('a reviewer corrects a patch, takes it back, and restores it from the ledger', async ({ browser }) => {
    const page = await enter(browser, server, server.account('审核员'));
    const { items } = await api<{ items: { patch_number: string }[] }>(page, server, '/api/v1/households?patch_state=linked&size=1');
    const number = items[0]!.patch_number;
    const patch = async () => (await api<PatchFeature>(page, server, `/api/v1/patches/${number}`)).properties;
    const { division, attributes } = await patch();
    await page.goto(`${server.url}/hazard-map?division=${division.code}&patch=${number}`);

    await page.getByTestId('edit-patch').click();
    await page.getByTestId('edit-floors').fill('9');
    await expect(page.getByTestId('edit-preview')).toHaveText('将改为：9 层');
    await page.getByTestId('edit-save').click();
    await expect(page.getByRole('alert').filter({ hasText: '请写原因' })).toBeVisible();
    expect((await patch()).attributes.floors).toBe(attributes.floors);
    await page.getByTestId('edit-reason').fill('实地数过');
    await page.getByTestId('edit-save').click();
    await expect.poll(async () => (await patch()).attributes.floors).toBe(9);
    await page.getByTestId('edit-undo').click();
    await expect.poll(async () => (await patch()).attributes.floors).toBe(attributes.floors);

    // One that a household is linked to is not removed.
    await page.getByTestId('edit-remove').click();
    await expect(page.getByTestId('patch-card').getByRole('alert').filter({ hasText: '请先在档案中改选' })).toBeVisible();
    await page.getByTestId('edit-floors').fill('8');
    await page.getByTestId('edit-save').click();
    await expect.poll(async () => (await patch()).attributes.floors).toBe(8);

    await page.goto(`${server.url}/patch-ledgers?tab=edits`);
    const row = page.getByRole('row').filter({ hasText: number });
    await expect(row).toContainText('更正');
    await expect(row).toContainText('实地数过');
    await row.getByRole('button', { name: '还原' }).click();
    await expect.poll(async () => (await patch()).attributes.floors).toBe(attributes.floors);
    await expect(page.getByText('没有人工更正过的图斑。')).toBeVisible();
    await page.getByTestId('tab-lost').click();
    await expect(page.getByText('没有断链的户。')).toBeVisible();
});

test('who may not correct the census is offered no correction', async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    const { items } = await api<{ items: { patch_number: string }[] }>(page, server, '/api/v1/households?patch_state=linked&size=1');
    await page.goto(`${server.url}/hazard-map?patch=${items[0]!.patch_number}`);
    await expect(page.getByTestId('patch-card')).toBeVisible();
    await expect(page.getByTestId('edit-patch')).toHaveCount(0);
});
