import { computed, shallowRef, watch, type Ref } from 'vue';
import type { LonLat } from '@/api/patches';
import type { GeoJSONSource, LayerSpecification, MapMouseEvent, MapTouchEvent } from './library';
import { palette } from './palette';
import { areaOf, ringFault } from './ring';
import type { MapHandle } from './useMap';

const SOURCE = 'drawing';
/** How far from a corner it is still meant: its circle and the line around it; half of what a finger needs. */
const REACH_PX = { mouse: 7, finger: 22 };

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
            'circle-radius': 5,
            'circle-color': palette.white,
            'circle-stroke-color': palette.accent,
            'circle-stroke-width': 2,
        },
    },
];

/**
 * Drawing one house corner by corner: a click adds one, so does `addCentre` for who has no pointer;
 * one that is there is dragged, with the mouse or a finger. `first` are the corners of an outline that is drawn anew.
 */
export function useDrawing({ map }: MapHandle, isOn: Ref<boolean>, first: () => readonly LonLat[]) {
    const corners = shallowRef<readonly LonLat[]>([]);
    const area = computed(() => areaOf(corners.value));
    const fault = computed(() => ringFault(corners.value));

    const add = (lon: number, lat: number): void => {
        corners.value = [...corners.value, [lon, lat]];
    };
    /** The click that a tap on a corner ends with is none of its own. */
    let isTapOnCorner = false;

    /** Place of the nearest corner that is meant at a point of the screen; −1 where none is. */
    function cornerAt(point: MapMouseEvent['point'], reach: number): number {
        const distances = corners.value.map((corner) => map.value!.project(corner as [number, number]).dist(point));
        const nearest = Math.min(...distances);
        return nearest <= reach ? distances.indexOf(nearest) : -1;
    }

    function onClick({ lngLat, point }: MapMouseEvent): void {
        const isOnCorner = isTapOnCorner || cornerAt(point, REACH_PX.mouse) >= 0;
        isTapOnCorner = false;
        if (!isOnCorner) add(lngLat.lng, lngLat.lat);
    }

    /** The corner goes along until the pointer leaves it, at the distance at which it was taken. */
    function take(event: MapMouseEvent | MapTouchEvent, place: number, move: 'mousemove' | 'touchmove', ends: readonly ('mouseup' | 'touchend' | 'touchcancel')[]): void {
        // The map stays where it is.
        event.preventDefault();
        const library = map.value!;
        const held = library.project(corners.value[place] as [number, number]).sub(event.point);
        const drag = (moved: MapMouseEvent | MapTouchEvent): void => {
            if ('points' in moved && moved.points.length > 1) return stop();
            const { lng, lat } = library.unproject(moved.point.add(held));
            corners.value = corners.value.map((corner, i): LonLat => (i === place ? [lng, lat] : corner));
        };
        const stop = (): void => {
            library.off(move, drag);
            for (const end of ends) library.off(end, stop);
        };
        library.on(move, drag);
        for (const end of ends) library.on(end, stop);
    }

    function onMouseDown(event: MapMouseEvent): void {
        const place = cornerAt(event.point, REACH_PX.mouse);
        if (place >= 0) take(event, place, 'mousemove', ['mouseup']);
    }

    function onTouchStart(event: MapTouchEvent): void {
        const place = event.points.length === 1 ? cornerAt(event.point, REACH_PX.finger) : -1;
        isTapOnCorner = place >= 0;
        if (place >= 0) take(event, place, 'touchmove', ['touchend', 'touchcancel']);
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
                library.on('mousedown', onMouseDown);
                library.on('touchstart', onTouchStart);
                library.doubleClickZoom.disable();
                library.getCanvas().focus();
            } else {
                corners.value = [];
                library.off('click', onClick);
                library.off('mousedown', onMouseDown);
                library.off('touchstart', onTouchStart);
                library.doubleClickZoom.enable();
                for (const { id } of layers) if (library.getLayer(id)) library.removeLayer(id);
                if (library.getSource(SOURCE)) library.removeSource(SOURCE);
            }
        },
    );
    watch(corners, show);

    return { corners, area, fault, addCentre, removeLast };
}
