import { expect, type Page, test } from '@playwright/test';
import { api as read, signIn } from './browser';
import { choose as choosePhoto, jpeg, shoot, slotOf } from './photo';
import { TubanServer } from './server';

let server: TubanServer;

test.beforeAll(async () => {
    server = new TubanServer();
    await server.start();
});
test.afterAll(() => server.remove());

interface HouseholdRow {
    id: string;
    head_name: string;
}

const api = <T>(page: Page, path: string) => read<T>(page, server, path);
const field = (page: Page, name: string) => page.getByTestId(`field-${name}`);

async function say(page: Page, name: string, answer: '是' | '否'): Promise<void> {
    await field(page, name).getByRole('radiogroup').getByText(answer, { exact: true }).click();
}

async function choose(page: Page, name: string, label: string): Promise<void> {
    await field(page, name).locator('.el-select').first().click();
    const list = await field(page, name).getByRole('combobox').first().getAttribute('aria-controls');
    await page.locator(`[id="${list}"]`).getByRole('option', { name: label }).first().click();
}

async function write(page: Page, name: string, text: string): Promise<void> {
    await field(page, name).locator('input').first().fill(text);
}

/** Opens a household from the reviewer's queue. */
async function openInQueue(page: Page, household: HouseholdRow): Promise<void> {
    await page.goto(`${server.url}/review`);
    await page.locator('ul button', { hasText: household.head_name }).first().click();
    await expect(page.getByText(household.head_name).nth(1)).toBeVisible();
}

async function fillRecord(page: Page): Promise<void> {
    await page.getByTestId('section-household').click();
    await say(page, 'deceased_cancelled', '否');
    await choose(page, 'ethnicity', '汉族');
    await write(page, 'surveyor', '王禾');
    await write(page, 'survey_date', '2025-10-09');
    for (const question of ['head_changed', 'split', 'moved']) await say(page, question, '否');
    await choose(page, 'housing', '自有农村住房');

    await page.getByTestId('section-house').click();
    for (const question of ['policy_enjoyed', 'planning_permit', 'homestead_approval', 'title_registration'])
        await say(page, question, '否');
    await say(page, 'owner_same_as_head', '是');

    await field(page, 'users').getByText('添加使用人').click();
    await choose(page, 'users', '家庭成员');
    await field(page, 'users').locator('input[inputmode="decimal"]').fill('2');

    await page.getByTestId('section-hazards').click();
    for (const question of [
        'geological_hazard',
        'seismic_design',
        'seismic_measures',
        'seismic_retrofit',
        'extended',
        'business_use',
    ])
        await say(page, question, '否');
    await choose(page, 'heating_energy', '电');
    await choose(page, 'cooking_energy', '液化气');

    await page.getByTestId('section-safety').click();
    await choose(page, 'appraisal_method', '评估');
    await write(page, 'appraisal_date', '2025-09-01');
    await field(page, 'grade').getByRole('radiogroup').locator('label', { hasText: 'C' }).click();
    await field(page, 'risk_parts').getByRole('button', { name: '屋面' }).click();
    await say(page, 'guaranteed', '否');
    await choose(page, 'planned_measure', '自主整改');
    await write(page, 'planned_year', String(new Date().getFullYear()));
    await say(page, 'seismic_appraisal', '否');
}

test('a house is picked, filled in, returned, approved and coloured on the map', async ({ browser }) => {
    const clerk = await signIn(browser, server, server.account('张家湾村'));
    const household = (
        await api<{ items: HouseholdRow[] }>(clerk, '/api/v1/households?status=not_started&size=1')
    ).items[0]!;

    await test.step('the clerk picks the house from the candidates', async () => {
        await clerk.goto(`${server.url}/records/${household.id}`);
        await expect(clerk.getByTestId('record-map')).toHaveAttribute('data-map-idle', 'true');
        await expect(clerk.getByTestId('candidate-1')).toContainText('同名');
        await say(clerk, 'deceased_cancelled', '否');
        await choose(clerk, 'housing', '自有农村住房');
        await clerk.getByTestId('candidate-1').click();
        await clerk.getByTestId('confirm-patch').click();
        await clerk.getByTestId('section-house').click();
        await expect(clerk.getByTestId('patch-number')).toBeVisible();
        await expect(field(clerk, 'floors').locator('input').first()).not.toHaveValue('');
    });

    await test.step('the server dies and comes back; nothing acknowledged is lost', async () => {
        await clerk.getByTestId('save').click();
        await expect(clerk.getByTestId('save-state')).toContainText('已保存');
        await server.kill();
        await server.start();
        await clerk.reload();
        await clerk.getByTestId('section-house').click();
        await expect(clerk.getByTestId('patch-number')).toBeVisible();
    });

    await test.step('submitted too early, it tells how much is missing', async () => {
        await clerk.getByTestId('submit').click();
        await expect(clerk.getByTestId('missing')).toHaveText(/没有上报，还差 [1-9]\d* 项/);
    });

    await test.step('the clerk fills in the safety; only the photos are missing', async () => {
        await fillRecord(clerk);
        await clerk.getByTestId('submit').click();
        await expect(clerk.getByTestId('missing')).toHaveText(/没有上报，还差 2 项/);
    });

    await test.step('the clerk photographs the front and the roof, and submits', async () => {
        const { patch } = await api<{ patch: { label: [number, number] } }>(clerk, `/api/v1/households/${household.id}`);
        const [lon, lat] = patch.label;
        for (const slot of ['front', 'risk_part']) {
            const picture = await shoot(clerk, { lon, lat, taken: '2025:10:09 08:52:00', side: 200 });
            await choosePhoto(clerk, slot, jpeg(picture));
            await expect(slotOf(clerk, slot).getByRole('figure')).toHaveCount(1);
        }
        await clerk.getByTestId('submit').click();
        await expect(clerk.getByText('待审核').first()).toBeVisible();
    });

    const reviewer = await signIn(browser, server, server.account('审核员'));
    await test.step('the county returns it with a reason and an opinion', async () => {
        await openInQueue(reviewer, household);
        const record = await api<{ status: string }>(reviewer, `/api/v1/households/${household.id}/record`);
        expect(record.status).toBe('submitted');
        await reviewer.getByRole('button', { name: /退回补正/ }).click();
        await reviewer.getByText('资料不全').first().click();
        await reviewer.locator('textarea').fill('请补充屋面近照。');
        await reviewer.locator('button.send').click();
        await expect
            .poll(async () => (await api<{ status: string }>(reviewer, `/api/v1/households/${household.id}/record`)).status)
            .toBe('returned');
    });

    await test.step('the clerk sees why and submits again', async () => {
        await clerk.goto(`${server.url}/records/${household.id}`);
        await expect(clerk.getByTestId('return-banner')).toContainText('请补充屋面近照。');
        await clerk.getByTestId('submit').click();
        await expect
            .poll(async () => (await api<{ status: string }>(clerk, `/api/v1/households/${household.id}/record`)).status)
            .toBe('submitted');
    });

    const province = await signIn(browser, server, server.account('安澜省督导'));
    interface Combined {
        total: { approved: number; grade_c: number };
    }
    const before = await api<Combined>(province, '/api/v1/statistics/combined');

    await test.step('the county approves it', async () => {
        await openInQueue(reviewer, household);
        await expect(reviewer.getByText('再次上报').first()).toBeVisible();
        await expect(reviewer.getByTestId('review-candidates')).toContainText('本户所选');
        await reviewer.getByRole('button', { name: /审核通过/ }).click();
        await expect
            .poll(async () => (await api<{ status: string }>(reviewer, `/api/v1/households/${household.id}/record`)).status)
            .toBe('approved');
    });

    await test.step('the province sees the figure and the coloured house', async () => {
        const after = await api<Combined>(province, '/api/v1/statistics/combined');
        expect(after.total.approved).toBe(before.total.approved + 1);
        expect(after.total.grade_c).toBe(before.total.grade_c + 1);
        await province.goto(`${server.url}/`);
        await expect(province.getByText(after.total.approved.toLocaleString('en')).first()).toBeVisible();

        const patch = await api<{ patch: { number: string; label: [number, number]; feature_id: number } }>(
            clerk,
            `/api/v1/households/${household.id}`,
        );
        const [lon, lat] = patch.patch.label;
        await province.goto(`${server.url}/hazard-map?z=17&lat=${lat}&lon=${lon}`);
        await expect(province.getByTestId('hazard-map')).toHaveAttribute('data-map-idle', 'true');
        await expect(province.getByTestId('legend-counts')).toContainText('C');
        const tile = await api<{ state_url: string }>(province, '/tiles/patches.json');
        const n = 2 ** 16;
        const x = Math.floor(((lon + 180) / 360) * n);
        const sine = Math.sin((lat * Math.PI) / 180);
        const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * n);
        const path = new URL(tile.state_url.replace('{z}', '16').replace('{x}', String(x)).replace('{y}', String(y)));
        const states = await api<{ states: number[][] }>(province, path.pathname);
        expect(states.states).toContainEqual([patch.patch.feature_id, 2, 3, 3]);
    });
});
