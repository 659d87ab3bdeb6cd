import { watch, type Ref } from 'vue';
import { getDivisionTiles } from '@/api/divisions';
import { ApiProblem } from '@/api/problem';
import { borderLayer, DIVISION_SOURCE, nameLayer } from './divisionLayers';
import { localPath } from './tiles';
import type { MapHandle } from './useMap';

/** Borders and names of the area's divisions, for orientation where no base map is. */
export function useDivisionLayers({ map }: MapHandle, area: Ref<string>): void {
    let shown = '';

    async function show(): Promise<void> {
        const library = map.value;
        if (!library) return;
        const wanted = area.value;
        const described = await getDivisionTiles(wanted).catch((error: unknown) => {
            // The map is of use without borders; what it can't do without reports its own failure.
            if (error instanceof ApiProblem) return undefined;
            throw error;
        });
        if (!described || map.value !== library || area.value !== wanted) return;
        const version = `${wanted} ${described.version}`;
        if (version === shown && library.getSource(DIVISION_SOURCE)) return;
        shown = version;
        for (const { id } of [borderLayer, nameLayer]) if (library.getLayer(id)) library.removeLayer(id);
        if (library.getSource(DIVISION_SOURCE)) library.removeSource(DIVISION_SOURCE);
        library.addSource(DIVISION_SOURCE, {
            type: 'vector',
            tiles: described.tiles.map((url) => location.origin + localPath(url)),
            minzoom: described.minzoom,
            maxzoom: described.maxzoom,
        });
        const houses = library.getStyle().layers.find(({ id }) => id.startsWith('patch-') || id.startsWith('over-'));
        library.addLayer(borderLayer, houses?.id);
        library.addLayer(nameLayer);
    }

    watch(map, (library) => {
        // A tile of a version that is no longer served: there are other outlines now.
        library?.on('error', (event) => {
            if ((event as { sourceId?: string }).sourceId === DIVISION_SOURCE) void show();
        });
    });
    watch([map, area], () => void show(), { immediate: true });
}
