import { computed, shallowRef, watch, type Ref } from 'vue';
import type { LonLat } from '@/api/patches';
import type { GeoJSONSource, LayerSpecification, MapLayerMouseEvent, MapMouseEvent } from './library';
import { palette } from './palette';
import { areaOf, ringFault } from './ring';
import type { MapHandle } from './useMap';

const SOURCE = 'drawing';
const CORNERS = 'over-drawing-corner';
/** Its circle and the line around it. */
const CORNER_RADIUS_PX = 7;

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
        id: CORNERS,
        type: 'circle',
        source: SOURCE,
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
            'circle-radius': 5,
            'circle-color': palette.white,
            'circle-stroke-color': palette.accent,
            'circle-stroke-width': 2,
        },
    },
];

/**
 * Drawing one house corner by corner: a click adds one, so does `addCentre` for who has no pointer;
 * one that is there is dragged. `first` are the corners of an outline that is drawn anew.
 */
export function useDrawing({ map }: MapHandle, isOn: Ref<boolean>, first: () => readonly LonLat[]) {
    const corners = shallowRef<readonly LonLat[]>([]);
    const area = computed(() => areaOf(corners.value));
    const fault = computed(() => ringFault(corners.value));

    const add = (lon: number, lat: number): void => {
        corners.value = [...corners.value, [lon, lat]];
    };
    /** A click on a corner means that corner; what was just taken back may still be painted. */
    function onClick({ lngLat, point }: MapMouseEvent): void {
        const isOnCorner = corners.value.some(
            (corner) => map.value!.project(corner as [number, number]).dist(point) <= CORNER_RADIUS_PX,
        );
        if (!isOnCorner) add(lngLat.lng, lngLat.lat);
    }

    function onCorner(event: MapLayerMouseEvent): void {
        const place = event.features?.[0]?.properties.place as number | undefined;
        if (place === undefined || place >= corners.value.length) return;
        // The map stays where it is.
        event.preventDefault();
        const library = map.value!;
        const drag = ({ lngLat }: MapMouseEvent): void => {
            corners.value = corners.value.map((corner, i): LonLat => (i === place ? [lngLat.lng, lngLat.lat] : corner));
        };
        library.on('mousemove', drag);
        library.once('mouseup', () => library.off('mousemove', drag));
    }

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
                ...points.map((point, place) => ({
                    type: 'Feature' as const,
                    properties: { place },
                    geometry: { type: 'Point' as const, coordinates: point },
                })),
            ],
        });
    }

    watch(
        [map, isOn],
        ([library, on], [, wasOn]) => {
            if (!library || (!on && !wasOn)) return;
            if (on) {
                if (!library.getSource(SOURCE)) {
                    library.addSource(SOURCE, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
                    for (const layer of layers) library.addLayer(layer);
                }
                corners.value = first();
                library.on('click', onClick);
                library.on('mousedown', CORNERS, onCorner);
                library.doubleClickZoom.disable();
                library.getCanvas().focus();
            } else {
                corners.value = [];
                library.off('click', onClick);
                library.off('mousedown', CORNERS, onCorner);
                library.doubleClickZoom.enable();
                for (const { id } of layers) if (library.getLayer(id)) library.removeLayer(id);
                if (library.getSource(SOURCE)) library.removeSource(SOURCE);
            }
        },
    );
    watch(corners, show);

    return { corners, area, fault, addCentre, removeLast };
}
