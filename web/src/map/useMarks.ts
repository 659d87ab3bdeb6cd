import type { FeatureCollection } from 'geojson';
import { shallowRef, watch, type Ref } from 'vue';
import type { DivisionMark, Grade } from '@/api/types';
import type { GeoJSONSource } from './library';
import { MARK_SOURCE, markFeatures, markLayers } from './markLayers';
import type { MapHandle } from './useMap';

interface Options {
    marks: Ref<readonly DivisionMark[]>;
    /** Marks to stand out, by the start of their code; empty: none. */
    highlighted: Ref<string>;
    /** Only marks with one of these; empty: all. */
    grades: Ref<readonly Grade[]>;
    onPick: (mark: DivisionMark) => void;
}

/** Marks of villages, or of towns where there are too many, while the patches are too small to draw. */
export function useMarks({ map }: MapHandle, { marks, highlighted, grades, onPick }: Options) {
    const hovered = shallowRef<DivisionMark>();

    function highlight(): void {
        const library = map.value;
        if (!library?.getSource(MARK_SOURCE)) return;
        marks.value.forEach(({ division }, id) => {
            const isOn =
                hovered.value?.division.code === division.code ||
                (highlighted.value !== '' && division.code.startsWith(highlighted.value));
            library.setFeatureState({ source: MARK_SOURCE, id }, { hovered: isOn });
        });
    }

    function show(): void {
        const data: FeatureCollection = {
            type: 'FeatureCollection',
            features: markFeatures(marks.value),
        };
        (map.value?.getSource(MARK_SOURCE) as GeoJSONSource | undefined)?.setData(data);
        highlight();
    }

    function addLayers(): void {
        const library = map.value;
        if (!library?.getSource(MARK_SOURCE)) return;
        for (const layer of markLayers(grades.value)) {
            if (library.getLayer(layer.id)) library.removeLayer(layer.id);
            library.addLayer(layer);
        }
    }

    watch(map, (library) => {
        if (!library) return;
        library.addSource(MARK_SOURCE, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
        addLayers();
        library.on('mousemove', 'over-mark', (event) => {
            const id = event.features?.[0]?.id;
            hovered.value = typeof id === 'number' ? marks.value[id] : undefined;
            library.getCanvas().style.cursor = 'pointer';
        });
        library.on('mouseleave', 'over-mark', () => {
            hovered.value = undefined;
            library.getCanvas().style.cursor = '';
        });
        library.on('click', 'over-mark', (event) => {
            const id = event.features?.[0]?.id;
            const mark = typeof id === 'number' ? marks.value[id] : undefined;
            if (mark) onPick(mark);
        });
        show();
    });
    watch(marks, show);
    watch(grades, addLayers);
    watch([highlighted, hovered], highlight);

    return { hovered };
}
