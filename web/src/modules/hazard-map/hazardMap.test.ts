import { describe, expect, it } from 'vitest';
import type { CombinedRow } from '@/api/types';
import { readAddress, writeAddress } from './address';
import { byShare, prefixOf, shareOf } from './rows';

const row = (name: string, ownRural: number, c: number, d: number): CombinedRow => ({
    division: { code: '990101002000', name, level: 4 },
    own: false, total: 20, approved: 10, own_rural: ownRural,
    grade_a: ownRural - c - d, grade_b: 0, grade_c: c, grade_d: d, other_safe: 0, deceased: 0,
});

describe('the address of the map', () => {
    it('comes back as it was written', () => {
        const address = { theme: 'status', division: '990101002000', view: { center: [108.7, 30.9], zoom: 14.5 } } as const;
        expect(readAddress(writeAddress({ ...address, view: { ...address.view, center: [108.7, 30.9] } }))).toEqual(address);
    });

    it('leaves out what makes no sense', () => {
        expect(readAddress({ z: '99', lat: 'x', lon: '', theme: 'red', division: '12' })).toEqual({ theme: 'grade' });
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
