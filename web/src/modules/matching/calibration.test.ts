import { describe, expect, it } from 'vitest';
import type { Job } from '@/api/types';
import { calibrationOf, houseBecame, noneBecame, noneLean, stretchLean, type Bounded } from './calibration';

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

    it('says what 90% and 5% have become, with their bounds', () => {
        const percents = ({ value, low, high }: Bounded) => [value, low, high].map((share) => (100 * share).toFixed(1));
        expect(percents(houseBecame(0.9, told))).toEqual(['85.3', '82.4', '87.8']);
        expect(percents(noneBecame(0.05, told))).toEqual(['16.0', '11.4', '22.0']);
        const same = { ...told, stretch: 1, none_offset: 0 };
        expect(percents(houseBecame(0.9, same))[0]).toBe('90.0');
        expect(percents(noneBecame(0.05, same))[0]).toBe('5.0');
    });
});
