import { shallowRef, watch, type Ref } from 'vue';
import { getDivision, getDivisionMarks } from '@/api/divisions';
import { isAbort } from '@/api/problem';
import { getCombined } from '@/api/statistics';
import type { Combined, Division, DivisionMark } from '@/api/types';

/** What the map and its table show of a division. */
export function useHazardMap(division: Ref<string>) {
    const place = shallowRef<Division>();
    const combined = shallowRef<Combined>();
    const marks = shallowRef<readonly DivisionMark[]>([]);
    const failure = shallowRef<unknown>();
    let request: AbortController | undefined;

    async function load(): Promise<void> {
        request?.abort();
        const current = new AbortController();
        request = current;
        failure.value = undefined;
        try {
            const code = division.value;
            const [found, numbers] = await Promise.all([
                getDivision(code, current.signal),
                getCombined(code, current.signal),
            ]);
            if (current.signal.aborted) return;
            place.value = found;
            combined.value = numbers;
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    /** Marks of the whole own area, so that moving the map needs no new ones. */
    async function loadMarks(area: string): Promise<void> {
        try {
            marks.value = await getDivisionMarks(area);
        } catch (error) {
            failure.value = error;
        }
    }

    watch(division, load, { immediate: true });
    return { place, combined, marks, failure, load, loadMarks };
}
