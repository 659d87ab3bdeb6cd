import { watch, type Ref } from 'vue';
import { getDivisionTiles } from '@/api/divisions';
import { ApiProblem } from '@/api/problem';
import type { Choropleth } from './choropleth';
import { borderLayer, choroplethLayers, DIVISION_SOURCE, HATCH, hatchImage, nameLayer, type Villages } from './divisionLayers';
import type { MapGeoJSONFeature, MapMouseEvent } from './library';
import { localPath } from './tiles';
import type { MapHandle } from './useMap';

interface Options {
    /** Division whose outlines are shown. */
    area: Ref<string>;
    /** Colours of the divisions below it; undefined: borders and names alone. */
    choropleth: Ref<Choropleth | undefined>;
    /** Divisions to stand out, by their codes. */
    highlighted: Ref<readonly string[]>;
    onHover: (code: string) => void;
    onPick: (code: string) => void;
}

const isVillage = (code: string) => !code.endsWith('000');

function villagesOf(choropleth: Choropleth | undefined): Villages {
    if (!choropleth) return 'marked';
    return [...choropleth.classOf.keys(), ...choropleth.tooFew].some(isVillage) ? 'coloured' : 'left out';
}

/** A division's feature has its code as a number. */
const target = (code: string) => ({ source: DIVISION_SOURCE, sourceLayer: 'divisions', id: Number(code) });

/** Borders and names of the area's divisions, for orientation where no base map is, and their colours. */
export function useDivisionLayers({ map }: MapHandle, { area, choropleth, highlighted, onHover, onPick }: Options): void {
    let shown = '';

    function addLayers(): void {
        const library = map.value;
        if (!library?.getSource(DIVISION_SOURCE)) return;
        const villages = villagesOf(choropleth.value);
        const [border, name] = [borderLayer(villages), nameLayer(villages)];
        for (const { id } of [...choroplethLayers, border, name]) if (library.getLayer(id)) library.removeLayer(id);
        const houses = library.getStyle().layers.find(({ id }) => id.startsWith('patch-') || id.startsWith('over-'));
        for (const layer of choropleth.value ? [...choroplethLayers, border] : [border]) library.addLayer(layer, houses?.id);
        library.addLayer(name);
    }

    function colour(): void {
        const library = map.value;
        if (!library?.getSource(DIVISION_SOURCE)) return;
        library.removeFeatureState({ source: DIVISION_SOURCE, sourceLayer: 'divisions' });
        for (const [code, place] of choropleth.value?.classOf ?? []) library.setFeatureState(target(code), { class: place });
        for (const code of choropleth.value?.tooFew ?? []) library.setFeatureState(target(code), { tooFew: true });
        for (const code of highlighted.value) library.setFeatureState(target(code), { hovered: true });
    }

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
        for (const { id } of library.getStyle().layers.filter((layer) => 'source' in layer && layer.source === DIVISION_SOURCE))
            library.removeLayer(id);
        if (library.getSource(DIVISION_SOURCE)) library.removeSource(DIVISION_SOURCE);
        library.addSource(DIVISION_SOURCE, {
            type: 'vector',
            tiles: described.tiles.map((url) => location.origin + localPath(url)),
            minzoom: described.minzoom,
            maxzoom: described.maxzoom,
        });
        addLayers();
        colour();
    }

    /** The division of those coloured that lies under the pointer. */
    function codeAt({ features }: MapMouseEvent & { features?: MapGeoJSONFeature[] }): string {
        const codes = (features ?? []).map(({ properties }) => String(properties.code));
        return codes.find((code) => choropleth.value?.classOf.has(code) || choropleth.value?.tooFew.has(code)) ?? '';
    }

    watch(map, (library) => {
        if (!library) return;
        library.addImage(HATCH, hatchImage());
        // A tile of a version that is no longer served: there are other outlines now.
        library.on('error', (event) => {
            if ((event as { sourceId?: string }).sourceId === DIVISION_SOURCE) void show();
        });
        library.on('mousemove', 'ground-choropleth', (event) => {
            const code = codeAt(event);
            library.getCanvas().style.cursor = code ? 'pointer' : '';
            onHover(code);
        });
        library.on('mouseleave', 'ground-choropleth', () => {
            library.getCanvas().style.cursor = '';
            onHover('');
        });
        library.on('click', 'ground-choropleth', (event) => {
            const code = codeAt(event);
            if (code) onPick(code);
        });
    });
    watch([map, area], () => void show(), { immediate: true });
    watch(() => villagesOf(choropleth.value), addLayers);
    watch([choropleth, highlighted], colour);
}
