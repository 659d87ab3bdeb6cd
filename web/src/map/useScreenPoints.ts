import { shallowRef, watch, type Ref } from 'vue';
import type { MapHandle } from './useMap';

export interface MapPoint {
    lon: number;
    lat: number;
}

export type ScreenPoint<T> = T & { x: number; y: number };

/** Points in pixels of the map, following it as it moves; those off screen are left out. */
export function useScreenPoints<T extends MapPoint>(
    { map }: MapHandle,
    points: Ref<readonly T[]>,
): Ref<readonly ScreenPoint<T>[]> {
    const onScreen = shallowRef<readonly ScreenPoint<T>[]>([]);

    function place(): void {
        const library = map.value;
        if (!library) return;
        const { clientWidth, clientHeight } = library.getCanvas();
        onScreen.value = points.value
            .map((point) => {
                const { x, y } = library.project([point.lon, point.lat]);
                return { ...point, x: Math.round(x), y: Math.round(y) };
            })
            .filter(({ x, y }) => x >= 0 && y >= 0 && x <= clientWidth && y <= clientHeight);
    }

    watch(map, (library) => {
        library?.on('move', place);
        library?.on('resize', place);
        place();
    });
    watch(points, place);
    return onScreen;
}
