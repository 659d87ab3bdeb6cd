import { onBeforeUnmount, onMounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { Map as LibraryMap, ScaleControl, type StyleSpecification } from './library';
import { palette } from './palette';

/** No glyphs and no sprites: labels are drawn from local fonts, so no request is made. */
const emptyStyle: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [{ id: 'land', type: 'background', paint: { 'background-color': palette.land } }],
};

export interface View {
    center: [lon: number, lat: number];
    zoom: number;
}

export interface MapHandle {
    /** The map once its style is there; undefined before, and where the browser has no WebGL. */
    map: ShallowRef<LibraryMap | undefined>;
    isSupported: Ref<boolean>;
    /** All that was asked for is drawn. */
    isIdle: Ref<boolean>;
    view: Ref<View>;
    zoomBy: (steps: number) => void;
    /** Flies within a screen, jumps further; does neither under prefers-reduced-motion. */
    goTo: (view: Partial<View>) => void;
    /** Moves there only where the point is off screen or at its edge. */
    reveal: (center: [lon: number, lat: number]) => void;
    /** Shows west, south, east, north in degrees. */
    fit: (bounds: readonly number[]) => void;
}

const FLIGHT_MS = 150;
const EDGE_PX = 60;
const FIT_PADDING_PX = 40;
const FIT_MAX_ZOOM = 17;

const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

function isWithinScreen(map: LibraryMap, center: [number, number], marginPx = 0): boolean {
    const { x, y } = map.project(center);
    const { clientWidth, clientHeight } = map.getCanvas();
    return (
        x > marginPx && y > marginPx && x < clientWidth - marginPx && y < clientHeight - marginPx
    );
}

/** Puts a map into the container while the component is mounted. */
export function useMap(container: Ref<HTMLElement | undefined>, start: View): MapHandle {
    const map = shallowRef<LibraryMap>();
    const isSupported = ref(true);
    const isIdle = ref(false);
    const view = ref<View>(start);
    let created: LibraryMap | undefined;

    onMounted(() => {
        if (!container.value) return;
        try {
            created = new LibraryMap({
                container: container.value,
                style: emptyStyle,
                center: start.center,
                zoom: start.zoom,
                minZoom: 4,
                maxZoom: 20,
                attributionControl: { compact: true },
                dragRotate: false,
                pitchWithRotate: false,
                touchPitch: false,
                fadeDuration: 0,
                localIdeographFontFamily:
                    '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
                locale: { 'ScaleControl.Meters': '米', 'ScaleControl.Kilometers': '公里' },
            });
        } catch {
            isSupported.value = false;
            return;
        }
        const library = created;
        library.touchZoomRotate.disableRotation();
        library.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-right');
        library.on('load', () => (map.value = library));
        library.on('idle', () => (isIdle.value = true));
        library.on('dataloading', () => (isIdle.value = false));
        library.on('movestart', () => (isIdle.value = false));
        library.on('move', () => {
            const { lng, lat } = library.getCenter();
            view.value = { center: [lng, lat], zoom: library.getZoom() };
        });
    });

    onBeforeUnmount(() => {
        map.value = undefined;
        created?.remove();
    });

    function goTo(target: Partial<View>): void {
        const library = created;
        if (!library) return;
        const isNear = !target.center || isWithinScreen(library, target.center);
        if (isNear && !isStill()) library.easeTo({ ...target, duration: FLIGHT_MS });
        else library.jumpTo(target);
    }

    function zoomBy(steps: number): void {
        if (created) goTo({ zoom: created.getZoom() + steps });
    }

    function reveal(center: [number, number]): void {
        if (created && !isWithinScreen(created, center, EDGE_PX)) goTo({ center });
    }

    function fit([west, south, east, north]: readonly number[]): void {
        created?.fitBounds([west!, south!, east!, north!], {
            padding: FIT_PADDING_PX,
            maxZoom: FIT_MAX_ZOOM,
            duration: 0,
        });
    }

    return { map, isSupported, isIdle, view, zoomBy, goTo, reveal, fit };
}
