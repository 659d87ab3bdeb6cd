import { readIfChanged, send, type Action } from './client';
import type { Job } from './types';

export const getJob = (id: string, etag: string | undefined, signal?: AbortSignal) =>
    readIfChanged<Job>(`/api/v1/jobs/${id}`, etag, { signal });

export const cancelJob = (id: string, action?: Action) =>
    send<void>('POST', `/api/v1/jobs/${id}/cancel`, { body: {}, action });
