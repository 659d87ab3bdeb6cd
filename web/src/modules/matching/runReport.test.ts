import { describe, expect, it } from 'vitest';
import type { Job } from '@/api/types';
import { oddRows, runReport, runThreshold } from './runReport';

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

describe('oddRows', () => {
    it('tells of each kind that there is, with its first households', () => {
        const none = { households: 0, first: [] };
        const far = { households: 1200, first: ['7', '9'] };
        expect(oddRows(job({ malformed_ids: none, far_positions: far }))).toEqual([
            { text: '1,200 户的定位点离所有图斑 5 公里以上，不起作用', first: ['7', '9'] },
        ]);
    });

    it('says nothing of a run that does not tell', () => {
        expect(oddRows(job({}))).toEqual([]);
    });
});

describe('runThreshold', () => {
    it('is what a run that is done told', () => {
        expect(runThreshold(job({ threshold: 0.87 }))).toBe(0.87);
        expect(runThreshold(job({}))).toBeUndefined();
        expect(runThreshold({ ...job({ threshold: 0.87 }), state: 'running' })).toBeUndefined();
    });
});
