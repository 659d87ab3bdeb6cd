import type { CombinedRow } from '@/api/types';

/** Share of C and D among the approved records with a house of their own; undefined where none is. */
export const shareOf = (row: CombinedRow): number | undefined =>
    row.own_rural > 0 ? (row.grade_c + row.grade_d) / row.own_rural : undefined;

/** Worst share first; rows without one last. */
export const byShare = (rows: readonly CombinedRow[]): CombinedRow[] =>
    [...rows].sort((a, b) => (shareOf(b) ?? -1) - (shareOf(a) ?? -1));

const DIGITS_BY_LEVEL: Readonly<Record<number, number>> = { 1: 2, 2: 4, 3: 6, 4: 9, 5: 12 };

/** The part of a division's code that all divisions below it share. */
export const prefixOf = (code: string, level: number): string =>
    code.slice(0, DIGITS_BY_LEVEL[level] ?? 12);
