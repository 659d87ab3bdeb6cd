import { read, readFile } from './client';
import type { Combined, Desk, Progress, Series } from './types';

export const getProgress = (division?: string, signal?: AbortSignal) =>
    read<Progress>('/api/v1/statistics/progress', { query: { division }, signal });

export const getCombined = (division?: string, signal?: AbortSignal) =>
    read<Combined>('/api/v1/statistics/combined', { query: { division }, signal });

export const getDesk = (signal?: AbortSignal) => read<Desk>('/api/v1/desk', { signal });

/** Figures at the end of each of the last twelve weeks' days. */
export const getSeries = (division?: string, signal?: AbortSignal) =>
    read<Series>('/api/v1/statistics/series', { query: { division }, signal });

export type StatisticsTableName = 'progress' | 'combined';

/** The table as an Excel workbook. */
export const getWorkbook = (table: StatisticsTableName, division?: string) =>
    readFile(`/api/v1/statistics/${table}`, { query: { division, format: 'xlsx' } });
