import { describe, expect, it } from 'vitest';
import { countMarks, countPatches } from './gradeCounts';

const mark = (lon: number, lat: number) => ({
    division: { code: '990101002201', name: '样村', level: 5 },
    lon,
    lat,
    patches: 9,
    households: 6,
    approved: 5,
    grades: { A: 1, B: 2, C: 1, D: 1, none: 1 },
});
const bounds = { west: 108, east: 109, south: 30, north: 31 };

describe('countMarks', () => {
    it('adds the villages within the bounds', () => {
        expect(countMarks([mark(108, 31), mark(108.5, 30.5), mark(109.1, 30.5), mark(108.5, 29)], bounds)).toEqual({
            A: 2, B: 4, C: 2, D: 2, none: 2,
        });
    });
});

describe('countPatches', () => {
    it('counts a patch cut by tiles once and one without a state as ungraded', () => {
        const states = new Map([
            [1, { link: 2, grade: 4, status: 3 }],
            [2, { link: 2, grade: 0, status: 1 }],
        ]);
        const drawn = [1, 1, 2, 3].map((id) => ({ id, attributes: {} }));
        expect(countPatches(drawn, states)).toEqual({ A: 0, B: 0, C: 0, D: 1, none: 2 });
    });
});
