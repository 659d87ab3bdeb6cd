import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

interface Outlines {
    features: { geometry: { coordinates: unknown }; properties: { number: string } }[];
}

const shifted = (coordinates: unknown, east: number): unknown => {
    if (!Array.isArray(coordinates)) return coordinates;
    const [lon, lat] = coordinates as unknown[];
    return typeof lon === 'number' ? [lon + east, lat] : coordinates.map((part) => shifted(part, east));
};

test('links that a newer batch has lost are listed, its suggestion is taken by one press, and a submitted record says why not', async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    interface Linked {
        items: { id: string; patch_number: string; division: { code: string } }[];
    }
    const linked = (status: string) => api<Linked>(page, server, `/api/v1/households?patch_state=linked&status=${status}&size=1`);
    const { id, patch_number: number, division } = (await linked('not_started,draft')).items[0]!;
    const { patch_number: locked } = (await linked('submitted')).items[0]!;
    const village = await api<Outlines>(page, server, `/api/v1/patches?division=${division.code}&limit=1000`);
    // The newer batch has the numbers on other houses, and other numbers on these.
    const renamed = new Map([
        [number, 'XIN0001'],
        [locked, 'XIN0002'],
    ]);
    const features = village.features.flatMap(({ geometry, properties }) => {
        const feature = (patchNo: string, east: number) => ({
            type: 'Feature',
            properties: { patch_no: patchNo, division_code: division.code },
            geometry: { ...geometry, coordinates: shifted(geometry.coordinates, east) },
        });
        const successor = renamed.get(properties.number);
        return successor ? [feature(properties.number, 0.02), feature(successor, 0.00002)] : [feature(properties.number, 0)];
    });
    const file = join(server.data, 'newer.geojson');
    writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));
    server.run('import', 'patches', file);

    await page.goto(`${server.url}/patch-ledgers`);
    const row = page.getByRole('row').filter({ hasText: number });
    await expect(row).toContainText('位置变了');
    await expect(row).toContainText('XIN0001');
    const submitted = page.getByRole('row').filter({ hasText: locked });
    await expect(submitted).toContainText('档案已上报待审核，图斑不能改动');
    await expect(submitted.getByRole('button')).toHaveCount(0);
    const axe = await new AxeBuilder({ page }).include('main').analyze();
    expect(axe.violations).toEqual([]);
    await row.getByRole('button', { name: '改选这个' }).click();
    await expect(page.getByText('已改选图斑 …0001')).toBeVisible();
    await expect(row).toHaveCount(0);
    const household = await api<{ patch: { number: string } }>(page, server, `/api/v1/households/${id}`);
    expect(household.patch.number).toBe('XIN0001');
});

test('who may not correct the census is offered no correction', async ({ browser }) => {
    const page = await enter(browser, server, server.account('张家湾村'));
    const { items } = await api<{ items: { patch_number: string }[] }>(page, server, '/api/v1/households?patch_state=linked&size=1');
    await page.goto(`${server.url}/hazard-map?patch=${items[0]!.patch_number}`);
    await expect(page.getByTestId('patch-card')).toBeVisible();
    await expect(page.getByTestId('edit-patch')).toHaveCount(0);
});
