import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { effectScope, ref } from 'vue';
import * as api from '@/api/divisions';
import * as statistics from '@/api/statistics';
import type { Combined, CombinedRow, Division, DivisionMark } from '@/api/types';
import { everything } from '@/map/patchFilter';
import { readAddress, writeAddress, type Address } from './address';
import { byShare, prefixOf, shareOf } from './rows';
import { isWithin, nearestMark, useDivisionPath } from './useDivisionPath';
import { useHazardMap, withDetail } from './useHazardMap';

const row = (name: string, ownRural: number, c: number, d: number): CombinedRow => ({
    division: { code: '990101002000', name, level: 4 },
    own: false, total: 20, approved: 10, own_rural: ownRural,
    grade_a: ownRural - c - d, grade_b: 0, grade_c: c, grade_d: d, other_safe: 0, deceased: 0,
});

describe('the address of the map', () => {
    it('comes back as it was written', () => {
        const address: Address = {
            theme: 'status',
            division: '990101002000',
            view: { center: [108.7, 30.9], zoom: 14.5 },
            patch: 'H990101000001',
            filter: { grade: ['C', ''], status: ['approved'], structure: ['earth_wood', 'cave'], built_period: ['le1980'] },
        };
        expect(readAddress(writeAddress(address))).toEqual(address);
    });

    it('leaves out what makes no sense', () => {
        const query = { z: '99', lat: 'x', lon: '', theme: 'red', division: '12', grade: 'E', structure: '<i>', patch: 'x'.repeat(33) };
        expect(readAddress(query)).toEqual({ theme: 'grade', filter: everything });
    });
});

describe('rows', () => {
    it('take C and D among the houses with a result', () => {
        expect(shareOf(row('甲', 10, 1, 1))).toBe(0.2);
        expect(shareOf(row('乙', 0, 0, 0))).toBeUndefined();
    });

    it('stand worst first, those without a result last', () => {
        const names = byShare([row('无', 0, 0, 0), row('低', 10, 0, 0), row('高', 10, 3, 0)]).map((r) => r.division.name);
        expect(names).toEqual(['高', '低', '无']);
    });

    it('know their villages by the start of the code', () => {
        expect(prefixOf('990101002000', 4)).toBe('990101002');
        expect(prefixOf('990101000000', 3)).toBe('990101');
    });
});

const mark = (code: string, lon: number, lat: number, level = 5) => ({ division: { code, name: code, level }, lon, lat }) as DivisionMark;

afterEach(() => vi.restoreAllMocks());

describe('marks of towns', () => {
    it('give way to those of their villages where a division is shown', () => {
        const marks = [mark('990101001000', 1, 1, 4), mark('990101002000', 2, 2, 4)];
        const detail = { prefix: '990101001', marks: [mark('990101001201', 1, 1)] };
        expect(withDetail(marks, detail).map(({ division }) => division.code)).toEqual(['990101002000', '990101001201']);
        expect(withDetail(marks)).toBe(marks);
    });

    const town: Partial<Division> = { level: 4, parent: '990101000000' };

    async function shown(marks: DivisionMark[], divisions: Record<string, Partial<Division>>, ...codes: string[]) {
        vi.spyOn(api, 'getDivision').mockImplementation((code) => Promise.resolve({ code, ...divisions[code] } as Division));
        vi.spyOn(statistics, 'getCombined').mockResolvedValue({} as Combined);
        const marksOf = vi.spyOn(api, 'getDivisionMarks').mockImplementation((code) =>
            Promise.resolve(code === 'own' ? marks : [mark(code.replace(/000$/, '201'), 1, 1)]),
        );
        const division = ref(codes[0]!);
        const map = effectScope().run(() => useHazardMap(division))!;
        await map.loadMarks('own');
        for (const code of codes) {
            division.value = code;
            await flushPromises();
        }
        return { codes: map.marks.value.map(({ division: { code } }) => code), asked: marksOf.mock.calls.map(([code]) => code) };
    }

    it('are asked for again as villages where the map is, and as towns beyond', async () => {
        const marks = [mark('990101001000', 1, 1, 4), mark('990101002000', 2, 2, 4)];
        const divisions = { '990101001000': town, '990101002000': town };
        await expect(shown(marks, divisions, '990101001000')).resolves.toEqual({
            codes: ['990101002000', '990101001201'],
            asked: ['own', '990101001000'],
        });
        const { codes } = await shown(marks, divisions, '990101001000', '990101002000');
        expect(codes).toEqual(['990101001000', '990101002201']);
    });

    it('are those of the town for one of its villages, and once they are there no more are asked for', async () => {
        const marks = [mark('990101001000', 1, 1, 4)];
        const village = { level: 5, parent: '990101001000' };
        const { asked } = await shown(marks, { '990101001201': village, '990101001202': village }, '990101001201', '990101001202');
        expect(asked).toEqual(['own', '990101001000']);
    });

    it('are enough where they are of villages already', async () => {
        const { asked } = await shown([mark('990101001201', 1, 1)], { '990101001000': town }, '990101001000');
        expect(asked).toEqual(['own']);
    });
});

describe('the division that a view is of', () => {
    const view = { west: 108, east: 108.1, south: 30, north: 30.05 };

    it('holds about as much as the view shows, or more', () => {
        expect(isWithin(view, [107, 29, 109, 31])).toBe(true);
        expect(isWithin(view, [108.01, 30.01, 108.09, 30.02])).toBe(true);
        expect(isWithin(view, [108.04, 30.02, 108.06, 30.03])).toBe(false);
    });

    it('lies above the village nearest to its middle', () => {
        const marks = [mark('1', 108.2, 30.02), mark('2', 108.06, 30.02), mark('3', 108.05, 30.2)];
        expect(nearestMark(marks, view)?.division.code).toBe('2');
        expect(nearestMark([], view)).toBeUndefined();
    });

    it('is looked for among the villages of a town whose mark stands for them', async () => {
        const tree: Record<string, Partial<Division>> = {
            province: { parent: null, bounds: [100, 20, 120, 40] },
            town: { parent: 'province', bounds: [107, 29, 109, 31] },
            village: { parent: 'town', bounds: [108, 30, 108.09, 30.04] },
        };
        vi.spyOn(api, 'getDivision').mockImplementation((code) => Promise.resolve({ code, ...tree[code] } as Division));
        const marksOf = vi.spyOn(api, 'getDivisionMarks').mockResolvedValue([mark('village', 108.05, 30.02)]);
        const { divisionOf } = useDivisionPath('province', ref('province'));

        await expect(divisionOf(view, [mark('town', 108.2, 30.2, 4)])).resolves.toBe('village');
        expect(marksOf.mock.calls).toEqual([['town']]);

        marksOf.mockResolvedValue([mark('town', 108.2, 30.2, 4)]);
        const withoutVillages = useDivisionPath('province', ref('province'));
        await expect(withoutVillages.divisionOf(view, [mark('town', 108.2, 30.2, 4)])).resolves.toBe('town');
    });
});
