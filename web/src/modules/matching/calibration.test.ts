import { describe, expect, it } from 'vitest';
import type { Job } from '@/api/types';
import { calibrationOf, noneFactor, noneLean, stretchLean } from './calibration';

const told = { stretch: 0.8, stretch_deviation: 0.05, none_offset: 0.7, none_offset_deviation: 0.2, cases: 120 };
const run = (report: object) => ({ report }) as unknown as Job;

describe('what calibration did', () => {
    it('is read from the report of a run that has ended', () => {
        expect(calibrationOf(run({ calibration: told }))).toEqual(told);
        expect(calibrationOf(run({}))).toBeUndefined();
        expect(calibrationOf(run({ calibration: { stretch: 1 } }))).toBeUndefined();
    });

    it('leans one way only where that is more than chance', () => {
        expect(stretchLean(told)).toBe('under');
        expect(stretchLean({ ...told, stretch: 1.2 })).toBe('over');
        expect(stretchLean({ ...told, stretch: 0.91 })).toBe('none');
        expect(noneLean(told)).toBe('over');
        expect(noneLean({ ...told, none_offset: -0.7 })).toBe('under');
        expect(noneLean({ ...told, none_offset: 0.3 })).toBe('none');
    });

    it('gives the factor on having no footprint with its bounds', () => {
        const { factor, low, high } = noneFactor(told);
        expect([factor, low, high].map((value) => value.toFixed(2))).toEqual(['2.01', '1.36', '2.98']);
    });
});
