import { computed, shallowRef, watch, type Ref } from 'vue';
import { VILLAGE_LEVEL, getDivision, getDivisionMarks } from '@/api/divisions';
import { isAbort } from '@/api/problem';
import { getCombined } from '@/api/statistics';
import type { Combined, Division, DivisionMark } from '@/api/types';
import { prefixOf } from './rows';

/** Marks of a division that is smaller than the own one. */
interface Detail {
    /** Of the codes of the division and all below it. */
    readonly prefix: string;
    readonly marks: readonly DivisionMark[];
}

/** The marks of a detail instead of those that stand for the same ground. */
export function withDetail(marks: readonly DivisionMark[], detail?: Detail): readonly DivisionMark[] {
    if (!detail) return marks;
    return [...marks.filter(({ division }) => !division.code.startsWith(detail.prefix)), ...detail.marks];
}

/** What the map and its table show of a division. */
export function useHazardMap(division: Ref<string>) {
    const place = shallowRef<Division>();
    const combined = shallowRef<Combined>();
    const ownMarks = shallowRef<readonly DivisionMark[]>([]);
    const detail = shallowRef<Detail>();
    const marks = computed(() => withDetail(ownMarks.value, detail.value));
    const failure = shallowRef<unknown>();
    let request: AbortController | undefined;
    let own = '';

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
            own = area;
            ownMarks.value = await getDivisionMarks(area);
        } catch (error) {
            failure.value = error;
        }
    }

    /** Marks of the villages around where those of the own area are of towns or counties. */
    async function loadDetail(): Promise<void> {
        const { value: shown } = place;
        if (!shown || !ownMarks.value.some(({ division: { level } }) => level < VILLAGE_LEVEL)) return;
        const code = shown.level === VILLAGE_LEVEL && shown.parent ? shown.parent : shown.code;
        const prefix = prefixOf(code, Math.min(shown.level, VILLAGE_LEVEL - 1));
        if (code === own || detail.value?.prefix === prefix) return;
        const found = await getDivisionMarks(code).catch(() => undefined);
        if (found && place.value === shown) detail.value = { prefix, marks: found };
    }

    watch(division, load, { immediate: true });
    watch([place, ownMarks], loadDetail);
    return { place, combined, marks, failure, load, loadMarks };
}
