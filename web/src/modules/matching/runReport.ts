import type { Job } from '@/api/types';
import { formatCount, t } from '@/i18n';

const words = t.county.run;

const parts: readonly (readonly [name: string, text: (n: string) => string])[] = [
    ['households', words.done],
    ['kept', words.kept],
    ['new', words.fresh],
    ['changed', words.changed],
    ['unchanged', words.unchanged],
];

interface LargeVillage {
    division_code: string;
    patches: number;
    households: number;
    most_compared: number;
}

function largeVillages(villages: unknown): string[] {
    if (!Array.isArray(villages)) return [];
    return (villages as LargeVillage[]).map((village) =>
        words.largeVillage(
            village.division_code,
            formatCount(village.patches),
            formatCount(village.households),
            formatCount(village.most_compared),
        ),
    );
}

export interface OddRows {
    text: string;
    /** Ids of the first few households. */
    first: string[];
}

/** Rows that were taken, but whose data can't be right. */
export function oddRows({ report }: Job): OddRows[] {
    return (['malformed_ids', 'far_positions'] as const).flatMap((kind) => {
        const rows = report[kind] as { households: number; first: string[] } | undefined;
        return rows && rows.households > 0
            ? [{ text: words.odd[kind](formatCount(rows.households)), first: rows.first }]
            : [];
    });
}

/** What a run that has ended came to. */
export function runReport({ state, report }: Job): string {
    if (state === 'cancelled') return words.cancelled;
    if (state === 'failed') return words.failed + (typeof report.detail === 'string' ? report.detail : '');
    const counts = parts.flatMap(([name, text]) => {
        const value = report[name];
        return typeof value === 'number' && (value > 0 || name === 'households') ? [text(formatCount(value))] : [];
    });
    return [counts.join('，'), ...largeVillages(report.large_villages)].join('；');
}

/** The least probability with which a run that is done called a proposal sure; 1 where none was. */
export function runThreshold({ state, report }: Job): number | undefined {
    return state === 'done' && typeof report.threshold === 'number' ? report.threshold : undefined;
}
