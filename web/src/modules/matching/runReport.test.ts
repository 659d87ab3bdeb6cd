import { describe, expect, it } from 'vitest';
import type { Job } from '@/api/types';
import { runReport, runThreshold } from './runReport';

function job(report: Record<string, unknown>): Job {
    return { state: 'done', report } as unknown as Job;
}

describe('runReport', () => {
    it('says nothing of villages where all were compared whole', () => {
        expect(runReport(job({ households: 3000, large_villages: [] }))).not.toContain('村');
    });

    it('names a village that was too large to be compared whole, and the bound', () => {
        const large = { division_code: '990101001001', patches: 50000, households: 1200, most_compared: 4000 };
        const text = runReport(job({ households: 3000, large_villages: [large] }));
        for (const part of ['990101001001', '50,000', '1,200', '4,000']) {
            expect(text).toContain(part);
        }
    });
});

describe('runThreshold', () => {
    it('is what a run that is done told', () => {
        expect(runThreshold(job({ threshold: 0.87 }))).toBe(0.87);
        expect(runThreshold(job({}))).toBeUndefined();
        expect(runThreshold({ ...job({ threshold: 0.87 }), state: 'running' })).toBeUndefined();
    });
});
