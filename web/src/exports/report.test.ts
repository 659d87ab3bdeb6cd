import { describe, expect, it } from 'vitest';
import type { Job } from '@/api/types';
import { formatBytes, hasFile, reportLines } from './report';

const job = (state: Job['state'], report: Record<string, unknown>) => ({ state, report }) as unknown as Job;
const now = Date.parse('2026-11-25T00:00:00Z');
const whole = { patches: 6248, bytes: 5_300_000, expires_at: '2026-12-02T00:00:00Z', on_grid: 0 };

describe('the report of an export', () => {
    it('tells patches, size and how long the file is kept', () => {
        expect(reportLines(job('done', whole), now)).toEqual(['6,248 个图斑，5.1 MB，保留到 12-02']);
    });
    it('tells each shortcoming', () => {
        const lines = reportLines(job('done', { ...whole, on_grid: 3, texts_replaced: 2, texts_shortened: 1 }), now);
        expect(lines).toHaveLength(4);
    });
    it('offers no file after its time', () => {
        expect(hasFile(job('done', whole), now)).toBe(true);
        expect(hasFile(job('done', { ...whole, expires_at: '2026-11-24T00:00:00Z' }), now)).toBe(false);
        expect(hasFile(job('failed', { detail: 'x' }), now)).toBe(false);
    });
    it('says why one failed', () => {
        expect(reportLines(job('failed', { detail: '磁盘已满' }), now)).toEqual(['磁盘已满']);
    });
    it('never rounds a size down to nothing', () => {
        expect(formatBytes(1)).toBe('1 KB');
    });
});
