import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick } from 'vue';
import * as households from '@/api/households';
import * as matching from '@/api/matching';
import * as patches from '@/api/patches';
import type { Household, Me, PatchFeature, Proposal, ProposalPage, ProposalsDecided, Written } from '@/api/types';
import { notify } from '@/components/notify';
import { useSession } from '@/stores/session';
import { useProposals } from './useProposals';

vi.mock('@/api/households');
vi.mock('@/api/matching');
vi.mock('@/api/patches');
vi.mock('@/components/notify', () => ({ notify: vi.fn() }));

const api = vi.mocked(matching);
const VILLAGE = '990101100201';

function proposal(id: string, decision: Proposal['decision'] = 'auto'): Proposal {
    return {
        household: { id, head_name: `户${id}` },
        decision,
        state: 'open',
        candidates: [
            { number: `${id}-a`, probability: 0.97, label: [1, 2], address: '', owner_name: '' },
            { number: `${id}-gone`, probability: 0.02, label: [], address: '', owner_name: '' },
            { number: `${id}-b`, probability: 0.01, label: [1, 2], address: '', owner_name: '' },
        ],
        reasons: [{ code: 'same_name', text: '同名', weight: 4 }],
        none_probability: 0.001,
    } as unknown as Proposal;
}

const decided = (changed: number, action = '7'): ProposalsDecided =>
    ({
        action,
        changed,
        skipped: changed ? [] : [{ household: '1', reason: 'taken', detail: '该图斑已被另一户选定' }],
        skipped_total: changed ? 0 : 1,
    }) as ProposalsDecided;

let open: Proposal[];

async function opened(permissions = ['read', 'fill']) {
    setActivePinia(createPinia());
    useSession().me = { permissions, division: { code: VILLAGE } } as unknown as Me;
    const board = effectScope().run(() => useProposals(() => ({ division: undefined, decision: [] })))!;
    await board.list.load();
    await settled();
    return board;
}

async function settled(): Promise<void> {
    for (let i = 0; i < 20; i += 1) await nextTick();
}

beforeEach(() => {
    vi.resetAllMocks();
    open = [proposal('1'), proposal('2', 'none'), proposal('3')];
    api.listProposals.mockImplementation(() =>
        Promise.resolve({ items: open, total: open.length, page: 1, size: 50 } as unknown as ProposalPage),
    );
    vi.mocked(households.getHousehold).mockImplementation((id) =>
        Promise.resolve({ id, head_name: `户${id}`, status: 'draft', division: { code: VILLAGE } } as Household),
    );
    vi.mocked(households.getCandidates).mockResolvedValue({ candidates: [], none_probability: 1 });
    vi.mocked(households.choosePatch).mockResolvedValue({ id: '1', version: 1 } as Written);
    vi.mocked(patches.getPatch).mockImplementation((number) =>
        Promise.resolve({ properties: { number } } as PatchFeature),
    );
    api.confirmProposals.mockResolvedValue(decided(1));
    api.confirmProposalsAbove.mockResolvedValue(decided(2, '9'));
    api.rejectProposals.mockResolvedValue(decided(1, '8'));
    api.undoProposals.mockResolvedValue(decided(1));
});

describe('the board', () => {
    it('shows candidates as they were proposed, without those that are gone', async () => {
        const board = await opened();
        expect(board.chooser.candidates.value?.candidates).toMatchObject([
            { rank: 1, probability: 0.97, patch: { number: '1-a' }, reasons: [{ text: '同名' }] },
            { rank: 2, probability: 0.01, patch: { number: '1-b' }, reasons: [] },
        ]);
        expect(board.chooser.chosenPatch.value?.number).toBe('1-a');
    });

    it('confirms what was proposed, goes on, and takes it back by the action the server named', async () => {
        const board = await opened();
        await board.confirm();
        expect(api.confirmProposals).toHaveBeenCalledWith(VILLAGE, ['1'], expect.anything());
        expect(board.list.currentId.value).toBe('2');
        await board.undo();
        expect(api.undoProposals).toHaveBeenCalledWith('7', expect.anything());
        expect(board.list.currentId.value).toBe('1');
    });

    it('links another candidate as a choice of its own', async () => {
        const board = await opened();
        board.chooser.pickRank(2);
        await board.confirm();
        expect(api.confirmProposals).not.toHaveBeenCalled();
        expect(households.choosePatch).toHaveBeenCalledWith('1', { number: '1-b' }, expect.anything());
    });

    it('takes a choice of its own back together with what it said of the proposal', async () => {
        const board = await opened();
        board.chooser.pickRank(2);
        await board.confirm();
        open = [{ ...proposal('1'), state: 'rejected', action: '12' }];
        await board.undo();
        expect(api.undoProposals).toHaveBeenCalledWith('12', expect.anything());
        expect(households.removePatch).not.toHaveBeenCalled();
    });

    it('says what could not be taken back', async () => {
        const board = await opened();
        await board.confirm();
        api.undoProposals.mockResolvedValue(decided(0));
        await board.undo();
        expect(board.skipped.value?.skipped_total).toBe(1);
        expect(notify).not.toHaveBeenCalledWith(expect.stringContaining('已撤销'));
    });

    it('suggests no house that is less likely than none', async () => {
        open = [
            { ...proposal('1', 'review'), none_probability: 0.98 },
            { ...proposal('2', 'review'), candidates: [] },
        ];
        const board = await opened();
        expect(board.chooser.choice.value).toBeUndefined();
        expect(board.canConfirm.value).toBe(false);
        board.list.show('2');
        await settled();
        expect(board.canConfirm.value).toBe(false);
        board.chooser.pickNone();
        await board.confirm();
        expect(households.choosePatch).toHaveBeenCalledWith('2', { not_found: true }, expect.anything());
    });

    it('lets a record that waits for review alone, and says so', async () => {
        vi.mocked(households.getHousehold).mockResolvedValue({ id: '1', head_name: '户1', status: 'submitted' } as Household);
        const board = await opened();
        expect(board.lock.value).toContain('待审核');
        await board.confirm();
        await board.reject();
        expect(api.confirmProposals).not.toHaveBeenCalled();
        expect(api.rejectProposals).not.toHaveBeenCalled();
    });

    it('begins with none where the proposal is that there is none', async () => {
        const board = await opened();
        board.list.show('2');
        await settled();
        await board.confirm();
        expect(households.choosePatch).toHaveBeenCalledWith('2', { not_found: true }, expect.anything());
    });

    it('keeps a household whose patch was taken meanwhile, and says why', async () => {
        api.confirmProposals.mockResolvedValue(decided(0));
        const board = await opened();
        await board.confirm();
        expect(board.list.currentId.value).toBe('1');
        expect(board.skipped.value?.skipped[0]?.detail).toContain('另一户');
        expect(board.settling.settled.value).toEqual([]);
    });

    it('confirms all above a probability, and takes them back together', async () => {
        const board = await opened();
        await board.confirmAbove(0.93);
        expect(api.confirmProposalsAbove).toHaveBeenCalledWith(VILLAGE, 0.93, expect.anything());
        await board.undo();
        expect(api.undoProposals).toHaveBeenCalledWith('9', expect.anything());
    });

    it('lets a reviewer look only', async () => {
        const board = await opened(['read', 'fill', 'review']);
        await board.confirm();
        await board.reject();
        expect(api.confirmProposals).not.toHaveBeenCalled();
        expect(api.rejectProposals).not.toHaveBeenCalled();
    });
});
