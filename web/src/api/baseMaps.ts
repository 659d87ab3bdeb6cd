import { read } from './client';
import type { BaseMap } from './types';

/** Maps that can be drawn below the patches, as the server is configured. */
export async function getBaseMaps(): Promise<BaseMap[]> {
    return (await read<{ items: BaseMap[] }>('/api/v1/base-maps')).items;
}
