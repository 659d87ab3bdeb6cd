import { describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import * as api from '@/api/divisions';
import type { CombinedRow, Division, DivisionMark } from '@/api/types';
import { everything } from '@/map/patchFilter';
import { readAddress, writeAddress, type Address } from './address';
import { byShare, prefixOf, shareOf } from './rows';
import { isWithin, nearestMark, useDivisionPath } from './useDivisionPath';
import { withDetail } from './useHazardMap';

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

describe('marks of towns', () => {
    it('give way to those of their villages where a division is shown', () => {
        const marks = [mark('990101001000', 1, 1, 4), mark('990101002000', 2, 2, 4)];
        const detail = { prefix: '990101001', marks: [mark('990101001201', 1, 1)] };
        expect(withDetail(marks, detail).map(({ division }) => division.code)).toEqual(['990101002000', '990101001201']);
        expect(withDetail(marks)).toBe(marks);
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
