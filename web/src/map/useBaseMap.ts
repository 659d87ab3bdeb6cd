import { ref, watch, type Ref } from 'vue';
import type { BaseMap } from '@/api/types';
import { useBaseMaps } from '@/stores/baseMaps';
import { readArchives, type RasterSourceSpecification } from './library';
import type { MapHandle } from './useMap';

const SOURCE = 'base-map';
/** Houses and their colours stand out from it. */
const SATURATION = -0.4;

function sourceOf({ kind, path, attribution, tile_size: tileSize, min_zoom: minzoom, max_zoom: maxzoom }: BaseMap): RasterSourceSpecification {
    const url = location.origin + path;
    return {
        type: 'raster',
        attribution,
        tileSize,
        minzoom,
        maxzoom,
        ...(kind === 'archive' ? { url: `pmtiles://${url}` } : { tiles: [url] }),
    };
}

/** The chosen base map below all other layers; true while its tiles can't be had. */
export function useBaseMap({ map }: MapHandle): { hasFailed: Ref<boolean> } {
    const store = useBaseMaps();
    const hasFailed = ref(false);

    async function show(): Promise<void> {
        const library = map.value;
        const chosen = store.shown;
        if (!library) return;
        hasFailed.value = false;
        if (library.getLayer(SOURCE)) library.removeLayer(SOURCE);
        if (library.getSource(SOURCE)) library.removeSource(SOURCE);
        if (!chosen) return;
        if (chosen.kind === 'archive') await readArchives();
        if (map.value !== library || store.shown !== chosen || library.getSource(SOURCE)) return;
        library.addSource(SOURCE, sourceOf(chosen));
        const above = library.getStyle().layers.find(({ type }) => type !== 'background')?.id;
        library.addLayer({ id: SOURCE, type: 'raster', source: SOURCE, paint: { 'raster-saturation': SATURATION, 'raster-fade-duration': 0 } }, above);
    }

    watch(map, (library) => {
        library?.on('error', (event) => {
            if ((event as { sourceId?: string }).sourceId === SOURCE) hasFailed.value = true;
        });
    });
    watch([map, () => store.shown], () => void show());
    void store.load();

    return { hasFailed };
}
