import { computed, shallowRef, watch, type Ref } from 'vue';
import type { LonLat } from '@/api/patches';
import type { GeoJSONSource, LayerSpecification, MapMouseEvent } from './library';
import { palette } from './palette';
import { areaOf, ringFault } from './ring';
import type { MapHandle } from './useMap';

const SOURCE = 'drawing';

const layers: LayerSpecification[] = [
    {
        id: 'over-drawing-fill',
        type: 'fill',
        source: SOURCE,
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': palette.selectedFill, 'fill-opacity': 0.7 },
    },
    {
        id: 'over-drawing-line',
        type: 'line',
        source: SOURCE,
        filter: ['!=', ['geometry-type'], 'Point'],
        paint: { 'line-color': palette.accent, 'line-width': 2.5 },
    },
    {
        id: 'over-drawing-corner',
        type: 'circle',
        source: SOURCE,
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
            'circle-radius': 4,
            'circle-color': palette.white,
            'circle-stroke-color': palette.accent,
            'circle-stroke-width': 2,
        },
    },
];

/** Drawing one house corner by corner: a click adds one, so does `addCentre` for who has no pointer. */
export function useDrawing({ map }: MapHandle, isOn: Ref<boolean>) {
    const corners = shallowRef<readonly LonLat[]>([]);
    const area = computed(() => areaOf(corners.value));
    const fault = computed(() => ringFault(corners.value));

    const add = (lon: number, lat: number): void => {
        corners.value = [...corners.value, [lon, lat]];
    };
    const onClick = ({ lngLat }: MapMouseEvent): void => add(lngLat.lng, lngLat.lat);

    function addCentre(): void {
        const centre = map.value?.getCenter();
        if (centre) add(centre.lng, centre.lat);
    }

    function removeLast(): void {
        corners.value = corners.value.slice(0, -1);
    }

    function show(): void {
        const source = map.value?.getSource(SOURCE) as GeoJSONSource | undefined;
        const points = corners.value.map(([lon, lat]) => [lon, lat]);
        const outline =
            points.length > 2
                ? { type: 'Polygon' as const, coordinates: [[...points, points[0]!]] }
                : { type: 'LineString' as const, coordinates: points };
        source?.setData({
            type: 'FeatureCollection',
            features: [
                ...(points.length > 1 ? [{ type: 'Feature' as const, properties: {}, geometry: outline }] : []),
                ...points.map((point) => ({
                    type: 'Feature' as const,
                    properties: {},
                    geometry: { type: 'Point' as const, coordinates: point },
                })),
            ],
        });
    }

    watch(
        [map, isOn],
        ([library, on], [, wasOn]) => {
            if (!library || (!on && !wasOn)) return;
            corners.value = [];
            if (on) {
                if (!library.getSource(SOURCE)) {
                    library.addSource(SOURCE, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
                    for (const layer of layers) library.addLayer(layer);
                }
                library.on('click', onClick);
                library.doubleClickZoom.disable();
                library.getCanvas().focus();
            } else {
                library.off('click', onClick);
                library.doubleClickZoom.enable();
                for (const { id } of layers) if (library.getLayer(id)) library.removeLayer(id);
                if (library.getSource(SOURCE)) library.removeSource(SOURCE);
            }
        },
    );
    watch(corners, show);

    return { corners, area, fault, addCentre, removeLast };
}
