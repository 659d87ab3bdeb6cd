import { onBeforeUnmount, ref, shallowRef } from 'vue';

export interface Fix {
    lon: number;
    lat: number;
    accuracyM: number;
}

/** The device's own place, from the moment the user asks for it. */
export function useGeolocation() {
    const fix = shallowRef<Fix>();
    const hasFailed = ref(false);
    let watching: number | undefined;

    function stop(): void {
        if (watching !== undefined) navigator.geolocation.clearWatch(watching);
        watching = undefined;
    }

    /** Calls back once, with the first place found. */
    function start(onFirst: (fix: Fix) => void): void {
        if (!('geolocation' in navigator)) {
            hasFailed.value = true;
            return;
        }
        stop();
        hasFailed.value = false;
        let isFirst = true;
        watching = navigator.geolocation.watchPosition(
            ({ coords }) => {
                fix.value = { lon: coords.longitude, lat: coords.latitude, accuracyM: coords.accuracy };
                if (isFirst) onFirst(fix.value);
                isFirst = false;
            },
            () => {
                hasFailed.value = true;
                stop();
            },
            { enableHighAccuracy: true, timeout: 15_000 },
        );
    }

    onBeforeUnmount(stop);
    return { fix, hasFailed, start };
}
