import { read, send, type Action } from './client';
import type {
    Candidates,
    Grade,
    Household,
    HouseholdPage,
    HouseholdSearch,
    Housing,
    PatchChoice,
    PatchState,
    Sort,
    Status,
    Written,
} from './types';

/** Filters that may stand in an address; names, ids and phones go through searchHouseholds. */
export interface HouseholdFilter {
    division?: string;
    status?: readonly Status[];
    grade?: readonly Grade[];
    patch_state?: readonly PatchState[];
    housing?: readonly Housing[];
    resubmitted?: true;
    /** Filed under the division itself, with no village. */
    own?: true;
    sort?: Sort;
    queue?: 'review';
    page?: number;
    size?: number;
}

export const listHouseholds = (filter: HouseholdFilter, signal?: AbortSignal) =>
    read<HouseholdPage>('/api/v1/households', { query: { ...filter }, signal });

export const searchHouseholds = (body: HouseholdSearch, signal?: AbortSignal) =>
    send<HouseholdPage>('POST', '/api/v1/households/search', { body, signal });

export const getHousehold = (id: string, signal?: AbortSignal) =>
    read<Household>(`/api/v1/households/${id}`, { signal });

export const getCandidates = (id: string, signal?: AbortSignal) =>
    read<Candidates>(`/api/v1/households/${id}/candidates`, { signal });

export const choosePatch = (id: string, body: PatchChoice, action?: Action) =>
    send<Written>('PUT', `/api/v1/households/${id}/patch`, { body, action });

export const removePatch = (id: string, reason: string, action?: Action) =>
    send<Written>('DELETE', `/api/v1/households/${id}/patch`, { body: { reason }, action });
