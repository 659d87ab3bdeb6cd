import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as households from '@/api/households';
import * as patches from '@/api/patches';
import * as photos from '@/api/photos';
import { ApiProblem } from '@/api/problem';
import * as records from '@/api/records';
import type { Household, HouseholdRecord, HouseholdRow } from '@/api/types';
import { useBoard } from './useBoard';

vi.mock('@/api/households');
vi.mock('@/api/patches');
vi.mock('@/api/photos');
vi.mock('@/api/records');

const ids = Array.from({ length: 15 }, (_, i) => String(i + 1));
const warned = new Set(['3']);
const approve = vi.mocked(records.approveRecord);
const refused = (status: number) =>
    new ApiProblem({ type: 'about:blank', title: '', status, code: 'x', request_id: 'R-1' });

beforeEach(() => {
    vi.resetAllMocks();
    vi.mocked(households.listHouseholds).mockResolvedValue({
        total: ids.length,
        page: 1,
        size: 200,
        items: ids.map((id) => ({ id, patch_number: null }) as HouseholdRow),
    });
    vi.mocked(households.getHousehold).mockImplementation((id) => Promise.resolve({ id } as Household));
    vi.mocked(records.getRecord).mockImplementation((id) =>
        Promise.resolve({
            household_id: id,
            version: 3,
            allowed: ['approve', 'return'],
            warnings: warned.has(id) ? [{ code: 'far', message: '照片远' }] : [],
        } as unknown as HouseholdRecord),
    );
    vi.mocked(photos.listPhotos).mockRejectedValue(refused(500));
    approve.mockImplementation((id) => Promise.resolve({ id, version: 4, status: 'approved' }));
    vi.mocked(records.withdrawRecord).mockImplementation((id) => Promise.resolve({ id, version: 5 }));
    vi.mocked(records.returnRecord).mockImplementation((id) => Promise.resolve({ id, version: 4 }));
});

async function loaded() {
    const board = useBoard(() => []);
    await board.load();
    return board;
}

const states = (board: Awaited<ReturnType<typeof loaded>>) =>
    Object.fromEntries(board.cards.value.map(({ row, state }) => [row.id, state]));

describe('the board', () => {
    it('chooses all of a batch but those with warnings, which it never sends', async () => {
        const board = await loaded();
        expect(board.cards.value).toHaveLength(12);
        board.cards.value[2]!.isChosen = true;
        await board.approve();
        expect(approve).toHaveBeenCalledTimes(11);
        expect(approve.mock.calls.map(([id]) => id)).not.toContain('3');
        expect(states(board)).toMatchObject({ 1: 'approved', 3: 'waiting', 12: 'approved' });
        expect(board.total.value).toBe(4);
    });

    it('leaves out what was unticked', async () => {
        const board = await loaded();
        for (const card of board.cards.value.slice(1)) card.isChosen = false;
        await board.approve();
        expect(approve.mock.calls).toEqual([['1', 3, expect.anything()]]);
    });

    it('has a result for each: one refusal stops no other', async () => {
        approve.mockImplementation((id) => {
            if (id === '2') return Promise.reject(refused(412));
            if (id === '4') return Promise.reject(refused(503));
            return Promise.resolve({ id, version: 4 });
        });
        const board = await loaded();
        await board.approve();
        expect(states(board)).toMatchObject({ 1: 'approved', 2: 'changed', 4: 'failed', 5: 'approved' });
        expect(board.total.value).toBe(6);
    });

    it('repeats with the same key what may have been done, and with a new one what was refused', async () => {
        const keys: string[] = [];
        const answers = [refused(503), refused(422)];
        approve.mockImplementation((id, _version, action) => {
            if (id !== '1') return Promise.resolve({ id, version: 4 });
            keys.push(action!.key);
            const answer = answers.shift();
            return answer ? Promise.reject(answer) : Promise.resolve({ id, version: 4 });
        });
        const board = await loaded();
        for (let i = 0; i < 3; i++) await board.approve();
        expect(keys[0]).toBe(keys[1]);
        expect(keys[2]).not.toBe(keys[1]);
        expect(states(board)[1]).toBe('approved');
    });

    it('returns with one opinion, and undoes what it approved at the version it got', async () => {
        const board = await loaded();
        for (const card of board.cards.value.slice(1)) card.isChosen = false;
        await board.approve();
        board.cards.value[1]!.isChosen = true;
        const body = { reasons: ['other' as const], opinion: '请补' };
        await board.giveBack(body);
        expect(records.returnRecord).toHaveBeenCalledWith('2', 3, body, expect.anything());
        await board.undo('误操作');
        expect(records.withdrawRecord).toHaveBeenCalledWith('1', 4, '误操作', expect.anything());
        expect(records.withdrawRecord).toHaveBeenCalledTimes(1);
        expect(board.undoable.value).toEqual([]);
    });

    it('goes on to the next batch, and reads the list anew at its end', async () => {
        const board = await loaded();
        await board.next();
        expect(board.cards.value.map(({ row }) => row.id)).toEqual(['13', '14', '15']);
        await board.next();
        expect(households.listHouseholds).toHaveBeenCalledTimes(2);
    });

    it('shows a record that could not be read, and never sends it', async () => {
        vi.mocked(records.getRecord).mockRejectedValueOnce(refused(500));
        const board = await loaded();
        expect(board.cards.value[0]!.unread).toBeDefined();
        await board.approve();
        expect(approve.mock.calls.map(([id]) => id)).not.toContain('1');
        expect(vi.mocked(patches.getPatch)).not.toHaveBeenCalled();
    });
});
