import type { Job } from '@/api/types';
import { formatCount, formatDay, t } from '@/i18n';

const words = t.exports;

const MEGA = 1024 * 1024;

/** 1234 → 1 KB, 5242880 → 5.0 MB */
export const formatBytes = (bytes: number): string =>
    bytes < MEGA ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MEGA).toFixed(1)} MB`;

export const hasFile = (job: Job, now: number = Date.now()): boolean =>
    job.state === 'done' && Date.parse(String(job.report.expires_at)) > now;

/** What a finished export says of itself, the shortcomings last. */
export function reportLines(job: Job, now: number = Date.now()): string[] {
    const { report } = job;
    if (job.state === 'failed') return [String(report.detail)];
    if (job.state === 'cancelled') return [words.cancelled];
    const number = (name: string): number => Number(report[name] ?? 0);
    const lines = [
        [
            words.patches(formatCount(number('patches'))),
            formatBytes(number('bytes')),
            hasFile(job, now) ? words.until(formatDay(String(report.expires_at))) : words.expired,
        ].join('，'),
    ];
    if (number('on_grid') > 0) lines.push(words.onGrid(formatCount(number('on_grid'))));
    if (number('texts_replaced') > 0) lines.push(words.replaced(formatCount(number('texts_replaced'))));
    if (number('texts_shortened') > 0) lines.push(words.shortened(formatCount(number('texts_shortened'))));
    return lines;
}
