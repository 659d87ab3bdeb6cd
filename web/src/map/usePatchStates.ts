import { onBeforeUnmount, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { getStateTile } from '@/api/patches';
import { ApiProblem } from '@/api/problem';
import type { TileJson } from '@/api/types';
import { PATCH_ZOOM } from './markLayers';
import { PATCH_SOURCE } from './patchLayers';
import { changesBetween, type PatchState } from './states';
import { localPath, tilesIn, tileUrl } from './tiles';
import type { MapHandle } from './useMap';

const POLL_MS = 4000;
const MOVE_MS = 120;

interface KnownTile {
    etag: string;
    states: ReadonlyMap<number, PatchState>;
}

export interface PatchStates {
    /** States of the patches on screen that differ from the default. */
    states: ShallowRef<ReadonlyMap<number, PatchState>>;
    /** Asks now, after a write of our own. */
    refresh: () => Promise<void>;
}

/**
 * Colours follow the server: states of the tiles on screen are asked for after each move and every
 * few seconds, and only what changed is set on the map.
 */
export function usePatchStates(
    { map }: MapHandle,
    tileJson: Ref<TileJson | undefined>,
    onGone: () => void,
    /** How a state is shown; by default as it is. */
    shownAs: (state: PatchState) => PatchState = (state) => state,
): PatchStates {
    const states = shallowRef<ReadonlyMap<number, PatchState>>(new Map());
    let known = new Map<string, KnownTile>();
    let request: AbortController | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function urlsOnScreen(): string[] {
        const library = map.value;
        const described = tileJson.value;
        const template = described?.state_url as string | undefined;
        if (!library || !described || !template) return [];
        const zoom = library.getZoom();
        if (zoom < PATCH_ZOOM) return [];
        const bounds = library.getBounds();
        const view = {
            west: bounds.getWest(),
            south: bounds.getSouth(),
            east: bounds.getEast(),
            north: bounds.getNorth(),
        };
        return tilesIn(view, zoom, described.maxzoom ?? 16).map((tile) =>
            tileUrl(localPath(template), tile),
        );
    }

    async function readTile(url: string, signal: AbortSignal): Promise<[string, KnownTile]> {
        const old = known.get(url);
        const answer = await getStateTile(url, old?.etag, signal);
        if (!answer && old) return [url, old];
        const list = (answer?.value.states ?? []) as [number, number, number, number][];
        const read = new Map(list.map(([id, link, grade, status]) => [id, shownAs({ link, grade, status })]));
        return [url, { etag: answer?.etag ?? '', states: read }];
    }

    function apply(tiles: ReadonlyMap<string, KnownTile>): void {
        const merged = new Map<number, PatchState>();
        for (const tile of tiles.values()) for (const [id, state] of tile.states) merged.set(id, state);
        const library = map.value;
        if (library?.getSource(PATCH_SOURCE))
            for (const { id, state } of changesBetween(states.value, merged))
                library.setFeatureState(
                    { source: PATCH_SOURCE, sourceLayer: 'patches', id },
                    { ...state },
                );
        states.value = merged;
    }

    async function refresh(): Promise<void> {
        clearTimeout(timer);
        request?.abort();
        const current = new AbortController();
        request = current;
        try {
            const urls = urlsOnScreen();
            const tiles = new Map(await Promise.all(urls.map((url) => readTile(url, current.signal))));
            if (current.signal.aborted) return;
            known = tiles;
            apply(tiles);
        } catch (error) {
            if (current.signal.aborted) return;
            if (error instanceof ApiProblem && error.status === 410) onGone();
        }
        if (request === current) timer = setTimeout(() => void refresh(), POLL_MS);
    }

    watch(map, (library) => {
        library?.on('moveend', () => {
            clearTimeout(timer);
            timer = setTimeout(() => void refresh(), MOVE_MS);
        });
    });
    watch(tileJson, () => {
        known = new Map();
        states.value = new Map();
        void refresh();
    });
    onBeforeUnmount(() => {
        clearTimeout(timer);
        request?.abort();
        request = undefined;
    });

    return { states, refresh };
}
