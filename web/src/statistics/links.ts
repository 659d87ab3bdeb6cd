import type { LocationQueryRaw } from 'vue-router';
import type { Grade, Housing, PatchState, Status } from '@/api/types';

/** The households a figure counts, as the list's filter in the address bar. */
export interface FigureFilter {
    division?: string;
    status?: readonly Status[];
    grade?: readonly Grade[];
    housing?: readonly Housing[];
    patch_state?: readonly PatchState[];
    /** Those with no village, filed under the division itself. */
    own?: true;
}

export function listQuery(filter: FigureFilter): LocationQueryRaw {
    const query: LocationQueryRaw = {};
    for (const [name, value] of Object.entries(filter))
        if (value === true) query[name] = 'true';
        else if (value?.length) query[name] = Array.isArray(value) ? value.join(',') : String(value);
    return query;
}

export const listRoute = (filter: FigureFilter) => ({ name: 'households', query: listQuery(filter) });
