import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DivisionRef, Me } from '@/api/types';
import { useSession } from './session';
import { useTrailStore } from './trail';

const path = ['990000000000', '990100000000', '990101000000', '990101100000', '990101100201'].map(
    (code, i): DivisionRef => ({ code, name: code, level: i + 1 }),
);

function trailOf(level: number, page?: DivisionRef[]): string[] {
    useSession().me = { division: path[level - 1], path: path.slice(0, level) } as unknown as Me;
    const store = useTrailStore();
    store.page = page;
    return store.path.map(({ code }) => code);
}

const fromCounty = path.slice(2).map(({ code }) => code);

beforeEach(() => setActivePinia(createPinia()));

describe('the divisions in the top bar', () => {
    it('begin at the county, though a page of a village tells its path from the village on', () => {
        expect(trailOf(5, path.slice(4))).toEqual(fromCounty);
        expect(trailOf(4, path.slice(3))).toEqual(fromCounty);
    });

    it('are those of the account where the page has none', () => {
        expect(trailOf(4)).toEqual(fromCounty.slice(0, 2));
        expect(trailOf(1)).toEqual(['990000000000']);
    });
});
