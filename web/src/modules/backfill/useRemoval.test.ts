import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick } from 'vue';
import * as households from '@/api/households';
import * as statistics from '@/api/statistics';
import type { Household, HouseholdPage, HouseholdRow, Me, Status, Written } from '@/api/types';
import { useSession } from '@/stores/session';
import { useRemoval } from './useRemoval';

vi.mock('@/api/households');
vi.mock('@/api/statistics');
vi.mock('@/components/notify', () => ({ notify: vi.fn() }));

const api = vi.mocked(households);
const page = (ids: string[]): HouseholdPage => ({
    total: ids.length,
    page: 1,
    size: 50,
    items: ids.map((id) => ({ id }) as HouseholdRow),
});

async function opened(status: Status = 'approved') {
    api.getHousehold.mockImplementation((id) =>
        Promise.resolve({
            id,
            head_name: '李望禾',
            status,
            patch_state: 'linked',
            patch: { number: '9901010031187' },
        } as Household),
    );
    const removal = effectScope().run(() => useRemoval(() => ({ division: undefined, status: [] })))!;
    await removal.list.load();
    for (let i = 0; i < 10; i += 1) await nextTick();
    return removal;
}

beforeEach(() => {
    setActivePinia(createPinia());
    vi.resetAllMocks();
    vi.mocked(statistics.getDesk).mockResolvedValue({} as never);
    api.listHouseholds.mockResolvedValue(page(['1', '2']));
    api.searchHouseholds.mockResolvedValue(page(['2']));
    api.removePatch.mockResolvedValue({ id: '1', version: 1 } as Written);
    api.choosePatch.mockResolvedValue({ id: '1', version: 1 } as Written);
});

describe('removing a patch', () => {
    it('sends the reason, takes the household off the list, and can be taken back', async () => {
        const removal = await opened();
        expect(await removal.remove('选错房屋')).toBe(true);
        expect(api.removePatch).toHaveBeenCalledWith('1', '选错房屋', expect.anything());
        expect(removal.list.currentId.value).toBe('2');
        await removal.undo();
        expect(api.choosePatch).toHaveBeenCalledWith('1', { number: '9901010031187' }, expect.anything());
        expect(removal.list.currentId.value).toBe('1');
    });

    it('can not be taken back by a reviewer, who may not link', async () => {
        useSession().me = { permissions: ['read', 'fill', 'review'] } as unknown as Me;
        const removal = await opened();
        await removal.remove('选错房屋');
        expect(removal.settling.settled.value).toEqual([]);
    });

    it('lets a record that waits for review alone', async () => {
        const removal = await opened('submitted');
        expect(removal.isLocked.value).toBe(true);
        expect(await removal.remove('选错房屋')).toBe(false);
        expect(api.removePatch).not.toHaveBeenCalled();
    });

    it('searches for names in the body of the request', async () => {
        const removal = await opened();
        removal.search(' 李望 ');
        await nextTick();
        expect(api.searchHouseholds).toHaveBeenCalledWith(
            { patch_state: ['linked'], page: 1, size: 50, text: '李望' },
            expect.anything(),
        );
    });
});
