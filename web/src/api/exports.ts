import { read, send, type Action } from './client';
import type { ExportStart, Job, JobPage } from './types';

/** Of the division and those below it, latest first. */
export const listExports = (division: string, size: number, signal?: AbortSignal) =>
    read<JobPage>('/api/v1/jobs', { query: { division, kind: 'export', size }, signal });

export const startExport = (body: ExportStart, action?: Action) => send<Job>('POST', '/api/v1/exports', { body, action });

export const exportFile = (job: Job): string => `/api/v1/jobs/${job.id}/file`;
