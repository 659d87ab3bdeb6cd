import { read } from './client';
import type { Division, DivisionMark, TileJson } from './types';

/** Of a village, the lowest level. */
export const VILLAGE_LEVEL = 5;

/** Divisions directly below `parent`; without it the caller's own one. */
export async function getDivisions(parent?: string, signal?: AbortSignal): Promise<Division[]> {
    const answer = await read<{ items?: Division[] }>('/api/v1/divisions', {
        query: { parent },
        signal,
    });
    return answer.items ?? [];
}

export const getDivision = (code: string, signal?: AbortSignal) =>
    read<Division>(`/api/v1/divisions/${code}`, { signal });

/** One mark per village with patches; per town or county where these are too many for one answer. */
export async function getDivisionMarks(code: string, signal?: AbortSignal): Promise<DivisionMark[]> {
    const answer = await read<{ items?: DivisionMark[] }>(`/api/v1/divisions/${code}/marks`, {
        signal,
    });
    return answer.items ?? [];
}

/** TileJSON of the outlines and names of an area's divisions. */
export const getDivisionTiles = (area: string, signal?: AbortSignal) =>
    read<Pick<TileJson, 'version' | 'tiles' | 'minzoom' | 'maxzoom'>>('/tiles/divisions.json', { query: { area }, signal });
