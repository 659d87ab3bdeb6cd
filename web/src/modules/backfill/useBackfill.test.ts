import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick } from 'vue';
import * as households from '@/api/households';
import * as matching from '@/api/matching';
import * as statistics from '@/api/statistics';
import type { BackfillRow, Candidate, Household, Me, Status, Written } from '@/api/types';
import { useSession } from '@/stores/session';
import { useBackfill } from './useBackfill';

vi.mock('@/api/households');
vi.mock('@/api/matching');
vi.mock('@/api/statistics');
vi.mock('@/components/notify', () => ({ notify: vi.fn() }));

const api = vi.mocked(households);
const statusOf: Record<string, Status> = { '1': 'approved', '2': 'draft', '3': 'submitted' };

const candidate = (number: string, probability: number) =>
    ({ rank: 1, probability, reasons: [], patch: { number, link: 'unlinked' } }) as unknown as Candidate;

const unproposed = { likely: null, candidates: [], reasons: [], none_probability: null } as unknown as BackfillRow;

async function settled(): Promise<void> {
    for (let i = 0; i < 10; i += 1) await nextTick();
}

async function opened(likely = false) {
    const backfill = effectScope().run(() => useBackfill(() => ({ division: undefined, likely })))!;
    await backfill.list.load();
    await settled();
    return backfill;
}

let waiting: string[];

beforeEach(() => {
    setActivePinia(createPinia());
    vi.resetAllMocks();
    waiting = ['1', '2', '3'];
    vi.mocked(statistics.getDesk).mockResolvedValue({} as never);
    vi.mocked(matching.listBackfill).mockImplementation(() =>
        Promise.resolve({
            total: waiting.length,
            likely_total: 1,
            page: 1,
            size: 50,
            items: waiting.map((id) => ({ ...unproposed, household: { id } }) as BackfillRow),
        }),
    );
    api.getHousehold.mockImplementation((id) =>
        Promise.resolve({ id, head_name: `户${id}`, status: statusOf[id], patch_state: 'not_found' } as Household),
    );
    api.getCandidates.mockResolvedValue({ candidates: [candidate('9901010031187', 0.9)], none_probability: 0.05 });
    api.choosePatch.mockResolvedValue({ id: '1', version: 1 } as Written);
    api.removePatch.mockResolvedValue({ id: '1', version: 1 } as Written);
});

describe('backfilling', () => {
    it('begins with a likely candidate chosen, links it and goes on to the next household', async () => {
        const backfill = await opened();
        await backfill.confirm();
        expect(api.choosePatch).toHaveBeenCalledWith('1', { number: '9901010031187' }, expect.anything());
        expect(backfill.list.currentId.value).toBe('2');
        expect(backfill.list.total.value).toBe(2);
    });

    it('chooses nothing beforehand where no candidate is likely', async () => {
        api.getCandidates.mockResolvedValue({ candidates: [candidate('9901010031187', 0.3)], none_probability: 0.6 });
        const backfill = await opened();
        expect(backfill.canConfirm.value).toBe(false);
        await backfill.confirm();
        expect(api.choosePatch).not.toHaveBeenCalled();
    });

    it('shows what the last run found, as the list does', async () => {
        const proposed = { number: '9901010031187', probability: 0.31, label: [104, 34] };
        vi.mocked(matching.listBackfill).mockResolvedValue({
            total: 1,
            likely_total: 1,
            page: 1,
            size: 50,
            items: [
                {
                    ...unproposed,
                    household: { id: '1' },
                    likely: proposed,
                    candidates: [proposed],
                    none_probability: 0.2,
                } as unknown as BackfillRow,
            ],
        });
        const { chooser, proposal } = await opened();
        expect(chooser.candidates.value?.candidates.map(({ probability }) => probability)).toEqual([0.31]);
        expect(chooser.candidates.value?.none_probability).toBe(0.2);
        expect(proposal.value).toBeDefined();
    });

    it('asks for the household alone where none of the houses proposed is in force any more', async () => {
        const gone = { number: '9901010031187', probability: 0.31, label: [] };
        vi.mocked(matching.listBackfill).mockResolvedValue({
            total: 1,
            likely_total: 0,
            page: 1,
            size: 50,
            items: [
                { ...unproposed, household: { id: '1' }, candidates: [gone], none_probability: 0.2 } as unknown as BackfillRow,
            ],
        });
        const { chooser, proposal } = await opened();
        expect(chooser.candidates.value?.candidates[0]?.probability).toBe(0.9);
        expect(proposal.value).toBeUndefined();
    });

    it('asks for the household alone where the the last run has nothing for it', async () => {
        const { chooser, proposal } = await opened();
        expect(chooser.candidates.value?.candidates[0]?.probability).toBe(0.9);
        expect(proposal.value).toBeUndefined();
    });

    it('keeps a household that is still not found in the list, and moves on', async () => {
        const backfill = await opened();
        backfill.chooser.pickNone();
        await backfill.confirm();
        expect(api.choosePatch).toHaveBeenCalledWith('1', { not_found: true }, expect.anything());
        expect(backfill.list.total.value).toBe(3);
        expect(backfill.list.currentId.value).toBe('2');
    });

    it('takes it off the list of those with a likely patch, which it has no more', async () => {
        const backfill = await opened(true);
        expect(matching.listBackfill).toHaveBeenCalledWith(expect.objectContaining({ likely: true }), expect.anything());
        backfill.chooser.pickNone();
        await backfill.confirm();
        expect(backfill.list.rows.value.map(({ id }) => id)).toEqual(['2', '3']);
    });

    it('takes an approved record’s link away again with a reason, another’s by marking it not found', async () => {
        const backfill = await opened();
        await backfill.confirm();
        await backfill.undo();
        expect(api.removePatch).toHaveBeenCalledWith('1', '撤销补录', expect.anything());
        backfill.list.show('2');
        await settled();
        await backfill.confirm();
        await backfill.undo();
        expect(api.choosePatch).toHaveBeenLastCalledWith('2', { not_found: true }, expect.anything());
        expect(backfill.list.currentId.value).toBe('2');
    });

    it('lets a record that waits for review alone, and says so', async () => {
        const backfill = await opened();
        backfill.list.show('3');
        await settled();
        expect(backfill.lock.value).toContain('待审核');
        backfill.chooser.pickNone();
        expect(backfill.canConfirm.value).toBe(false);
    });

    it('is for collectors; a reviewer looks on', async () => {
        useSession().me = { permissions: ['read', 'fill', 'review'] } as unknown as Me;
        const backfill = await opened();
        expect(backfill.lock.value).toContain('信息采集员');
        expect(api.getCandidates).not.toHaveBeenCalled();
    });
});
