import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { getHousehold } from '@/api/households';
import { isAbort } from '@/api/problem';
import { getRecord } from '@/api/records';
import type { Household, HouseholdRecord } from '@/api/types';

const SHORTEST_LOOK_MS = 500;

/** Household and record under review; the old ones stay until the new ones are there. */
export function useReviewed(id: () => string | undefined) {
    const household = shallowRef<Household>();
    const record = shallowRef<HouseholdRecord>();
    const failure = ref<unknown>();
    const isBusy = ref(false);
    let pending: AbortController | undefined;
    let shownAt = 0;

    async function load(): Promise<void> {
        pending?.abort();
        const wanted = id();
        failure.value = undefined;
        if (!wanted) {
            household.value = undefined;
            record.value = undefined;
            return;
        }
        const { signal } = (pending = new AbortController());
        isBusy.value = true;
        try {
            const [nextHousehold, nextRecord] = await Promise.all([
                getHousehold(wanted, signal),
                getRecord(wanted, signal),
            ]);
            household.value = nextHousehold;
            record.value = nextRecord;
            shownAt = performance.now();
        } catch (error) {
            if (isAbort(error)) return;
            failure.value = error;
        }
        isBusy.value = false;
    }

    /** A key pressed twice must not judge the record that has just come. */
    const isSeen = (): boolean => performance.now() - shownAt >= SHORTEST_LOOK_MS;

    watch(id, load, { immediate: true });
    onScopeDispose(() => pending?.abort());
    return { household, record, failure, isBusy, isSeen, load };
}
