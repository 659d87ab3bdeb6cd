import { describe, expect, it } from 'vitest';
import { countPatches } from './gradeCounts';
import { everything, matches, matchExpression } from './patchFilter';

const dangerous = { link: 2, grade: 4, status: 3 };
const plain = { link: 0, grade: 0, status: 0 };

describe('the filter of the map', () => {
    it('lets everything through as long as nothing is chosen', () => {
        expect(matches(everything, plain, {})).toBe(true);
        expect(matchExpression(everything)).toEqual(['all']);
    });

    it('takes what has one value of every list', () => {
        const filter = { ...everything, grade: ['C', 'D'], structure: ['earth_wood'] } as const;
        expect(matches(filter, dangerous, { structure: 'earth_wood' })).toBe(true);
        expect(matches(filter, dangerous, { structure: 'steel' })).toBe(false);
        expect(matches(filter, dangerous, {})).toBe(false);
        expect(matches(filter, plain, { structure: 'earth_wood' })).toBe(false);
    });

    it('asks for the numbers that state tiles carry', () => {
        expect(matchExpression({ ...everything, grade: ['', 'D'], status: ['approved'] })).toEqual([
            'all',
            ['in', ['coalesce', ['feature-state', 'grade'], 0], ['literal', [0, 4]]],
            ['in', ['coalesce', ['feature-state', 'status'], 0], ['literal', [3]]],
        ]);
    });

    it('counts each patch that stands out once, by its grade', () => {
        const drawn = [
            { id: 1, attributes: { structure: 'steel' } },
            { id: 1, attributes: { structure: 'steel' } },
            { id: 2, attributes: { structure: 'steel' } },
            { id: 3, attributes: { structure: 'cave' } },
        ];
        const states = new Map([[1, dangerous], [3, dangerous]]);
        const steel = { ...everything, structure: ['steel'] };
        expect(countPatches(drawn, states, steel)).toEqual({ A: 0, B: 0, C: 0, D: 1, none: 1 });
    });
});
