import { read, send, type Action } from './client';
import type { HouseholdRecord, RecordReturn, RecordSave, Written } from './types';

const path = (id: string) => `/api/v1/households/${id}/record`;

export const getRecord = (id: string, signal?: AbortSignal) =>
    read<HouseholdRecord>(path(id), { signal });

export const saveRecord = (id: string, version: number, body: RecordSave, action?: Action) =>
    send<Written>('PUT', path(id), { version, body, action });

export const submitRecord = (id: string, version: number, action?: Action) =>
    send<Written>('POST', `${path(id)}/submit`, { version, action });

export const approveRecord = (id: string, version: number, action?: Action) =>
    send<Written>('POST', `${path(id)}/approve`, { version, action });

export const returnRecord = (id: string, version: number, body: RecordReturn, action?: Action) =>
    send<Written>('POST', `${path(id)}/return`, { version, body, action });

export const withdrawRecord = (id: string, version: number, reason: string, action?: Action) =>
    send<Written>('POST', `${path(id)}/withdraw`, { version, body: { reason }, action });
