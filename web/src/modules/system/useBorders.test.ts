import { beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick } from 'vue';
import * as borders from '@/api/borders';
import * as divisions from '@/api/divisions';
import { localProblem } from '@/api/problem';
import type { Division } from '@/api/types';
import { useBorders } from './useBorders';

vi.mock('@/api/borders');
vi.mock('@/api/divisions');

const COUNTY = '990101000000';
const division = (code: string, outline: Division['outline']) => ({ code, name: code, outline }) as Division;
const town = division('990101002000', 'imported');

async function opened() {
    const page = effectScope().run(() => useBorders(() => COUNTY))!;
    await nextTick();
    await vi.waitFor(() => expect(page.divisions.value).toBeDefined());
    return page;
}

beforeEach(() => {
    vi.resetAllMocks();
    vi.mocked(divisions.getDivision).mockResolvedValue(division(COUNTY, 'derived'));
    vi.mocked(divisions.getDivisions).mockResolvedValue([town]);
});

describe('the borders of divisions', () => {
    it('are those of one and of all directly below', async () => {
        const page = await opened();
        expect(page.divisions.value!.map(({ code }) => code)).toEqual([COUNTY, town.code]);
    });

    it('are asked for anew once one is taken away', async () => {
        const page = await opened();
        vi.mocked(divisions.getDivisions).mockResolvedValue([division(town.code, 'derived')]);
        expect(await page.remove(town)).toBe(true);
        expect(vi.mocked(borders.removeBorder).mock.calls[0]![0]).toBe(town.code);
        expect(page.divisions.value![1]!.outline).toBe('derived');
    });

    it('stay where taking one away is refused, which is told', async () => {
        const page = await opened();
        vi.mocked(borders.removeBorder).mockRejectedValue(localProblem(0, 'unreachable'));
        expect(await page.remove(town)).toBe(false);
        expect(page.settling.failure.value).toMatchObject({ code: 'unreachable' });
        expect(page.divisions.value).toHaveLength(2);
    });
});
