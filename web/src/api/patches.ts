import { read, readIfChanged, send, type Action } from './client';
import type { PatchAdd, PatchCollection, PatchEdited, PatchFeature, PatchSearch, StateTile, TileJson } from './types';

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

export const getTileJson = (area: string, signal?: AbortSignal) =>
    read<TileJson>('/tiles/patches.json', { query: { area }, signal });

/** `url` is one of TileJson's `state_url` with its placeholders filled in. */
export const getStateTile = (url: string, etag: string | undefined, signal?: AbortSignal) =>
    readIfChanged<StateTile>(url, etag, { signal });
