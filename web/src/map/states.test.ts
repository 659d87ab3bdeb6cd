import { describe, expect, it } from 'vitest';
import { changesBetween, defaultState, gradeOf, linkOf, statusOf, withoutProposal } from './states';

const linked = { link: 2, grade: 0, status: 1 };

describe('changesBetween', () => {
    it('sets what is new, resets what is gone and leaves the rest alone', () => {
        const before = new Map([
            [1, linked],
            [2, linked],
        ]);
        const after = new Map([
            [2, { ...linked }],
            [3, { link: 3, grade: 4, status: 3 }],
        ]);
        expect(changesBetween(before, after)).toEqual([
            { id: 3, state: { link: 3, grade: 4, status: 3 } },
            { id: 1, state: { link: 0, grade: 0, status: 0 } },
        ]);
    });

    it('sees each of the three parts change', () => {
        for (const part of ['link', 'grade', 'status'] as const) {
            const after = new Map([[1, { ...linked, [part]: 3 }]]);
            expect(changesBetween(new Map([[1, linked]]), after)).toHaveLength(1);
        }
    });
});

describe('names of states', () => {
    it('follow the numbers of the state tiles', () => {
        const state = { link: 3, grade: 4, status: 2 };
        expect([linkOf(state), gradeOf(state), statusOf(state)]).toEqual(['several', 'D', 'submitted']);
    });
});

describe('a state without its proposal', () => {
    it('is that of any other patch, and every other link stays', () => {
        expect(withoutProposal({ link: 1, grade: 0, status: 0 })).toEqual(defaultState);
        const linked = { link: 2, grade: 3, status: 3 };
        expect(withoutProposal(linked)).toBe(linked);
    });
});
