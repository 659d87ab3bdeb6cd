import { describe, expect, it } from 'vitest';
import type { MatchThreshold } from '@/api/types';
import { bulkOptions } from './bulkOptions';

const row = (precision: number, threshold: number | null, proposals = 10): MatchThreshold => ({
    precision,
    threshold,
    proposals,
    expected_errors: 0.1,
});

describe('bulkOptions', () => {
    const rows = [row(0.95, 0.5), row(0.98, 0.8), row(0.99, 0.8), row(0.999, null, 0)];

    it('puts what the run called sure at its place among the others', () => {
        const options = bulkOptions(rows, row(0.99, 0.925, 7));
        expect(options.map(({ threshold }) => threshold)).toEqual([0.5, 0.8, 0.925]);
        expect(options.map(({ isSure }) => isSure)).toEqual([false, false, true]);
        expect(options[2]?.proposals).toBe(7);
    });

    it('has each threshold once', () => {
        expect(bulkOptions(rows, row(0.98, 0.8)).map(({ isSure }) => isSure)).toEqual([false, true]);
    });

    it('leaves out what nothing can be confirmed with', () => {
        expect(bulkOptions([row(0.999, null, 0)], row(0.99, 0.925, 0))).toEqual([]);
        expect(bulkOptions(rows, null).some(({ isSure }) => isSure)).toBe(false);
    });
});
