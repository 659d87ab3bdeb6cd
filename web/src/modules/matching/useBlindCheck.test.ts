import { beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick } from 'vue';
import * as households from '@/api/households';
import * as matching from '@/api/matching';
import type { BlindItem, Household } from '@/api/types';
import { useBlindCheck } from './useBlindCheck';

vi.mock('@/api/households');
vi.mock('@/api/matching');
vi.mock('@/api/patches');
vi.mock('@/components/notify', () => ({ notify: vi.fn() }));

const api = vi.mocked(matching);

async function opened() {
    const check = effectScope().run(() => useBlindCheck(() => undefined))!;
    for (let i = 0; i < 10; i += 1) await nextTick();
    return check;
}

beforeEach(() => {
    vi.resetAllMocks();
    api.getBlindItem.mockResolvedValue({
        remaining: 2,
        household: { id: '1', head_name: '李望禾' },
        candidates: [{ number: 'a' }, { number: 'b' }],
    } as unknown as BlindItem);
    vi.mocked(households.getHousehold).mockResolvedValue({ id: '1', head_name: '李望禾' } as Household);
});

describe('the blind check', () => {
    it('begins with nothing chosen and tells nothing apart', async () => {
        const check = await opened();
        expect(check.choice.value).toBeUndefined();
        expect(check.canSubmit.value).toBe(false);
        expect(new Set(check.marks.value.map(({ probability, reasons }) => `${probability} ${reasons.length}`)).size).toBe(1);
        expect(households.getCandidates).not.toHaveBeenCalled();
    });

    it('sends the house that was picked and asks for the next household', async () => {
        const check = await opened();
        check.pick(2);
        await check.submit();
        expect(api.answerBlind).toHaveBeenCalledWith({ household: '1', answer: 'patch', number: 'b' }, expect.anything());
        expect(api.getBlindItem).toHaveBeenCalledTimes(2);
        expect(check.choice.value).toBeUndefined();
    });

    it('sends that there is none, or that it can not be told, without a number', async () => {
        const check = await opened();
        check.answer('unsure');
        await check.submit();
        expect(api.answerBlind).toHaveBeenCalledWith({ household: '1', answer: 'unsure' }, expect.anything());
    });
});
