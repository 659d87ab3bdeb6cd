import { describe, expect, it } from 'vitest';
import type { SeriesPoint } from '@/api/types';
import { addDays, begun, forecastOf, passedInWeek } from './forecast';

/** Approved on each day up to 2024-10-18, of `total` households. */
const series = (total: number, approved: number[]): SeriesPoint[] =>
    approved.map((count, i) => ({
        day: addDays('2024-10-18', i - approved.length + 1),
        total,
        not_started: total - count,
        draft: 0,
        submitted: 0,
        approved: count,
        returned: 0,
    }));

const steady = (days: number, pace: number) => Array.from({ length: days }, (_, i) => i * pace);

describe('the forecast', () => {
    it('goes on at the pace of the last two weeks', () => {
        const points = series(6248, [...Array<number>(30).fill(0), ...steady(15, 84).map((n) => 4230 + n)]);
        expect(forecastOf(points)).toEqual({ pace: 84, left: 842, end: '2024-10-29' });
    });

    it('takes the days there are where the work is younger', () => {
        expect(forecastOf(series(100, [0, 10, 20]))).toEqual({ pace: 10, left: 80, end: '2024-10-26' });
    });

    it('names no day where nothing moves, or all too slowly', () => {
        expect(forecastOf(series(100, Array<number>(20).fill(7)))).toEqual({ pace: 0, left: 93 });
        expect(forecastOf(series(1000, [...Array<number>(15).fill(0), 1]))?.end).toBeUndefined();
    });

    it('does not count back where approvals were withdrawn', () => {
        expect(forecastOf(series(100, [50, 40]))?.pace).toBe(0);
    });

    it('is done when nothing is left', () => {
        expect(forecastOf(series(20, [10, 20]))).toEqual({ pace: 10, left: 0, end: '2024-10-18' });
    });

    it('says nothing of a work that has no past', () => {
        expect(forecastOf(series(100, [3]))).toBeUndefined();
        expect(forecastOf([])).toBeUndefined();
    });
});

describe('the days before the list came', () => {
    it('are left out', () => {
        const points = [...series(0, [0, 0]), ...series(5, [1])];
        expect(begun(points)).toHaveLength(1);
        expect(begun(series(0, [0]))).toEqual([]);
    });
});

describe('the last week', () => {
    it('counts what was approved in seven days', () => {
        expect(passedInWeek(series(100, [1, 2, 4, 8, 16, 17, 18, 19, 20]))).toBe(18);
        expect(passedInWeek(series(100, [0, 1, 2, 3, 4, 5, 6]))).toBeUndefined();
    });
});
