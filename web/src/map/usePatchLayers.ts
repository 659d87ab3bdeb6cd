import { onBeforeUnmount, shallowRef, watch, type Ref } from 'vue';
import { getTileJson } from '@/api/patches';
import { ApiProblem } from '@/api/problem';
import type { TileJson } from '@/api/types';
import type { MapGeoJSONFeature, MapMouseEvent } from './library';
import { PATCH_ZOOM } from './markLayers';
import { everything, type PatchFilter } from './patchFilter';
import { NUMBER_LAYER, PATCH_SOURCE, patchLayers, type Theme } from './patchLayers';
import { localPath } from './tiles';
import type { MapHandle } from './useMap';

/** Counts of the cells are live: those on screen are asked for again, by their ETag. */
const REFRESH_MS = 15_000;

export interface PatchPick {
    id: number;
    number: string;
    properties: Record<string, unknown>;
    /** Of the pointer, in pixels of the map. */
    x: number;
    y: number;
}

export interface PatchLayers {
    tileJson: Ref<TileJson | undefined>;
    problem: Ref<ApiProblem | undefined>;
    hovered: Ref<PatchPick | undefined>;
    /** Reads the TileJson again: the version it named is no longer served. */
    renew: () => Promise<void>;
}

interface Options {
    /** Division whose patches are shown. */
    area: Ref<string>;
    theme: Ref<Theme>;
    selected: Ref<number | undefined>;
    filter?: Ref<PatchFilter>;
    /** Where houses are, while they are too small to draw; true where it is left out. */
    hasCells?: Ref<boolean>;
    /** Patches that wear a key instead of their number. */
    keyed?: Ref<readonly number[]>;
    onPick: (pick: PatchPick) => void;
}

function pickOf(event: MapMouseEvent & { features?: MapGeoJSONFeature[] }): PatchPick | undefined {
    const feature = event.features?.[0];
    if (!feature || typeof feature.id !== 'number') return undefined;
    const properties = feature.properties as Record<string, unknown>;
    return {
        id: feature.id,
        number: String(properties.patch_no ?? ''),
        properties,
        x: event.point.x,
        y: event.point.y,
    };
}

/** The patches of an area as vector tiles, with hover, selection and picking. */
export function usePatchLayers({ map }: MapHandle, options: Options): PatchLayers {
    const tileJson = shallowRef<TileJson>();
    const problem = shallowRef<ApiProblem>();
    const hovered = shallowRef<PatchPick>();

    const mark = (id: number | undefined, state: Record<string, boolean>) => {
        if (id === undefined || !map.value?.getSource(PATCH_SOURCE)) return;
        map.value.setFeatureState({ source: PATCH_SOURCE, sourceLayer: 'patches', id }, state);
    };

    function hover(pick: PatchPick | undefined): void {
        if (hovered.value?.id !== pick?.id) {
            mark(hovered.value?.id, { hovered: false });
            mark(pick?.id, { hovered: true });
        }
        hovered.value = pick;
        if (map.value) map.value.getCanvas().style.cursor = pick ? 'pointer' : '';
    }

    function removeLayers(): void {
        const library = map.value;
        if (!library) return;
        for (const layer of library.getStyle().layers)
            if (layer.id.startsWith('patch-')) library.removeLayer(layer.id);
    }

    function addLayers(): void {
        const library = map.value;
        if (!library || !library.getSource(PATCH_SOURCE)) return;
        removeLayers();
        const above = library.getStyle().layers.find((layer) => layer.id.startsWith('over-'))?.id;
        for (const layer of patchLayers(options.theme.value, options.filter?.value ?? everything, options.hasCells?.value ?? true))
            library.addLayer(layer, above);
        hideNumbers();
    }

    function hideNumbers(): void {
        const keyed = options.keyed?.value ?? [];
        if (map.value?.getLayer(NUMBER_LAYER))
            map.value.setFilter(NUMBER_LAYER, ['!', ['in', ['id'], ['literal', [...keyed]]]]);
    }

    function showSource(described: TileJson): void {
        const library = map.value;
        if (!library) return;
        removeLayers();
        if (library.getSource(PATCH_SOURCE)) library.removeSource(PATCH_SOURCE);
        library.addSource(PATCH_SOURCE, {
            type: 'vector',
            tiles: described.tiles.map((url) => location.origin + localPath(url)),
            minzoom: described.minzoom,
            maxzoom: described.maxzoom,
            attribution: described.attribution,
            ...(described.bounds ? { bounds: described.bounds as [number, number, number, number] } : {}),
        });
        addLayers();
        mark(options.selected.value, { selected: true });
    }

    async function renew(): Promise<void> {
        try {
            const described = await getTileJson(options.area.value);
            problem.value = undefined;
            if (described.version === tileJson.value?.version && described.area === tileJson.value?.area)
                return;
            tileJson.value = described;
            showSource(described);
        } catch (error) {
            if (error instanceof ApiProblem) problem.value = error;
            else throw error;
        }
    }

    const refreshing = setInterval(() => {
        const library = map.value;
        if (library?.getSource(PATCH_SOURCE) && library.getZoom() < PATCH_ZOOM && !document.hidden)
            library.refreshTiles(PATCH_SOURCE);
    }, REFRESH_MS);
    onBeforeUnmount(() => clearInterval(refreshing));

    watch(map, (library) => {
        if (!library) return;
        library.on('mousemove', 'patch-fill', (event) => hover(pickOf(event)));
        library.on('mouseleave', 'patch-fill', () => hover(undefined));
        library.on('click', 'patch-fill', (event) => {
            const pick = pickOf(event);
            if (pick) options.onPick(pick);
        });
        library.on('error', (event) => {
            if ((event.error as { status?: number }).status === 410) void renew();
        });
        void renew();
    });
    watch(options.area, () => void renew());
    watch([options.theme, () => options.filter?.value, () => options.hasCells?.value], addLayers);
    watch(() => options.keyed?.value, hideNumbers);
    watch(options.selected, (now, before) => {
        mark(before, { selected: false });
        mark(now, { selected: true });
    });

    return { tileJson, problem, hovered, renew };
}
