import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, localProblem } from '@/api/problem';
import * as records from '@/api/records';
import type { HouseholdRecord } from '@/api/types';
import { useVerdict } from './useVerdict';

vi.mock('@/api/records');

const record = { household_id: '7', version: 3 } as HouseholdRecord;
const written = { id: '7', version: 4, status: 'approved' as const };
const refused = (status: number, code: string) =>
    new ApiProblem({ type: 'about:blank', title: '', status, code, request_id: 'R-1' });

const approve = vi.mocked(records.approveRecord);
const giveBack = vi.mocked(records.returnRecord);
const withdraw = vi.mocked(records.withdrawRecord);
const keyOf = (call: number) => approve.mock.calls[call]![2]!.key;

beforeEach(() => vi.resetAllMocks());

describe('a verdict', () => {
    it('is sent for the version that was seen', async () => {
        approve.mockResolvedValue(written);
        expect(await useVerdict().approve(record, '李望禾')).toBe('done');
        expect(approve).toHaveBeenCalledWith('7', 3, expect.anything());
    });

    it('whose answer was lost is repeated with the same key', async () => {
        approve.mockRejectedValueOnce(localProblem(0, 'unreachable')).mockResolvedValue(written);
        const verdict = useVerdict();
        expect(await verdict.approve(record, '李望禾')).toBe('failed');
        expect(verdict.failure.value).toMatchObject({ code: 'unreachable' });
        expect(await verdict.approve(record, '李望禾')).toBe('done');
        expect(keyOf(0)).toBe(keyOf(1));
    });

    it('that the server refused is another action when tried again', async () => {
        approve.mockRejectedValueOnce(refused(409, 'wrong_state')).mockResolvedValue(written);
        const verdict = useVerdict();
        await verdict.approve(record, '李望禾');
        await verdict.approve(record, '李望禾');
        expect(keyOf(0)).not.toBe(keyOf(1));
    });

    it('on a record that changed meanwhile is a conflict and no failure', async () => {
        giveBack.mockRejectedValue(refused(412, 'conflict'));
        const verdict = useVerdict();
        const body = { reasons: ['other' as const], opinion: '看不清' };
        expect(await verdict.giveBack(record, body)).toBe('conflict');
        expect(verdict.failure.value).toBeUndefined();
    });
});

describe('undoing', () => {
    it('withdraws what was approved last, at the version the server gave', async () => {
        approve.mockResolvedValue(written);
        withdraw.mockResolvedValue({ id: '7', version: 5 });
        const verdict = useVerdict();
        await verdict.approve(record, '李望禾');
        expect(verdict.lastApproved.value?.name).toBe('李望禾');
        expect(await verdict.undo('撤销误操作')).toBe('done');
        expect(withdraw).toHaveBeenCalledWith('7', 4, '撤销误操作', expect.anything());
        expect(verdict.lastApproved.value).toBeUndefined();
    });

    it('has nothing to do where nothing was approved', async () => {
        expect(await useVerdict().undo('撤销误操作')).toBe('failed');
        expect(withdraw).not.toHaveBeenCalled();
    });
});
