import { ref, shallowRef, watch } from 'vue';
import { removePosition, setPosition } from '@/api/photos';
import { problemText } from '@/components/problemText';
import { notify } from '@/components/notify';
import { t } from '@/i18n';
import type { RecordEditor } from './useRecord';

const LONGEST_WAIT_MS = 20_000;
/** The most that the server takes; a place found by the network's address is that vague. */
const MOST_ACCURACY_M = 100_000;

const words = t.record.position;

/** Why the browser gave no place, and what to do: GeolocationPositionError's codes. */
const refusals: Record<number, string> = { 1: words.denied, 2: words.unavailable, 3: words.timeout };

function findPlace(): Promise<GeolocationCoordinates> {
    return new Promise((resolve, reject) => {
        navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), reject, {
            enableHighAccuracy: true,
            timeout: LONGEST_WAIT_MS,
            maximumAge: 0,
        });
    });
}

/** The phone of who stands at the house says where it is; `onMoved`: candidates rank anew. */
export function useHousePosition(editor: RecordEditor, onMoved: () => Promise<void>) {
    const isBusy = ref(false);
    const why = shallowRef('');

    async function change(work: (household: string) => Promise<string>): Promise<void> {
        const household = editor.household.value?.id;
        if (!household || isBusy.value) return;
        isBusy.value = true;
        why.value = '';
        try {
            const done = await work(household);
            if (editor.household.value?.id !== household) return;
            await editor.refresh();
            await onMoved();
            notify(done);
        } catch (error) {
            const code = (error as Partial<GeolocationPositionError>).code;
            why.value = (typeof code === 'number' && refusals[code]) || problemText(error);
        } finally {
            isBusy.value = false;
        }
    }

    async function locate(): Promise<void> {
        if (!window.isSecureContext || !('geolocation' in navigator)) {
            why.value = words.insecure;
            return;
        }
        await change(async (household) => {
            const { longitude: lon, latitude: lat, accuracy } = await findPlace();
            const accuracyM = Math.min(Math.round(accuracy * 10) / 10, MOST_ACCURACY_M);
            await setPosition(household, { lon, lat, accuracy_m: accuracyM });
            return words.done(accuracyM.toFixed(0));
        });
    }

    const forget = (): Promise<void> =>
        change(async (household) => {
            await removePosition(household);
            return words.forgotten;
        });

    watch(
        () => editor.household.value?.id,
        () => (why.value = ''),
    );

    return { isBusy, why, locate, forget };
}

export type HousePositioning = ReturnType<typeof useHousePosition>;
