import { read, readIfChanged, send, type Action } from './client';
import type {
    LostLinkPage,
    PatchAdd,
    PatchCollection,
    PatchCorrection,
    PatchEdited,
    PatchEditPage,
    PatchFeature,
    PatchSearch,
    StateTile,
    TileJson,
} from './types';

export const getPatch = (number: string, signal?: AbortSignal) =>
    read<PatchFeature>(`/api/v1/patches/${encodeURIComponent(number)}`, { signal });

/** Longitude and latitude in degrees, WGS 84. */
export type LonLat = readonly [lon: number, lat: number];

export const getPatchesAt = (point: LonLat, signal?: AbortSignal) =>
    read<PatchCollection>('/api/v1/patches', { query: { point: point.join(',') }, signal });

export const getNearestPatches = (point: LonLat, k: number, signal?: AbortSignal) =>
    read<PatchCollection>('/api/v1/patches', { query: { nearest: point.join(','), k }, signal });

/** `box` is west, south, east, north in degrees. */
export const getPatchesIn = (
    box: readonly [number, number, number, number],
    options: { limit?: number; after?: string; signal?: AbortSignal } = {},
) =>
    read<PatchCollection>('/api/v1/patches', {
        query: { bbox: box.join(','), limit: options.limit, after: options.after },
        signal: options.signal,
    });

export const searchPatches = (body: PatchSearch, signal?: AbortSignal) =>
    send<PatchCollection>('POST', '/api/v1/patches/search', { body, signal });

/** Draws a house that the census missed. */
export const addPatch = (body: PatchAdd, action?: Action) =>
    send<PatchEdited>('POST', '/api/v1/patches', { body, action });

const pathOf = (number: string) => `/api/v1/patches/${encodeURIComponent(number)}`;

/** `version` is the one of the edit that stands, 0 where there is none. */
export const correctPatch = (number: string, version: number, body: PatchCorrection, action?: Action) =>
    send<PatchEdited>('PATCH', pathOf(number), { body, version, action });

export const deletePatch = (number: string, version: number, reason: string, action?: Action) =>
    send<PatchEdited>('DELETE', pathOf(number), { body: { reason }, version, action });

/** Takes hand edits back: the patch is what the batches say again. */
export const restorePatch = (number: string, reason: string, action?: Action) =>
    send<PatchEdited>('POST', `${pathOf(number)}/restore`, { body: { reason }, action });

interface LedgerQuery {
    division?: string;
    page: number;
    size: number;
}

/** Hand edits, those that a later batch contradicts first. */
export const listPatchEdits = (query: LedgerQuery, signal?: AbortSignal) =>
    read<PatchEditPage>('/api/v1/patch-edits', { query: { ...query }, signal });

/** Links that could not follow a newer batch. */
export const listLostLinks = (query: LedgerQuery, signal?: AbortSignal) =>
    read<LostLinkPage>('/api/v1/lost-links', { query: { ...query }, signal });

export const getTileJson = (area: string, signal?: AbortSignal) =>
    read<TileJson>('/tiles/patches.json', { query: { area }, signal });

/** `url` is one of TileJson's `state_url` with its placeholders filled in. */
export const getStateTile = (url: string, etag: string | undefined, signal?: AbortSignal) =>
    readIfChanged<StateTile>(url, etag, { signal });
