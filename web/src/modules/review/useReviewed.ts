import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { getHousehold } from '@/api/households';
import { isAbort } from '@/api/problem';
import { getRecord } from '@/api/records';
import type { Household, HouseholdRecord } from '@/api/types';

/** Household and record under review; the old ones stay until the new ones are there. */
export function useReviewed(id: () => string | undefined) {
    const household = shallowRef<Household>();
    const record = shallowRef<HouseholdRecord>();
    const failure = ref<unknown>();
    const isBusy = ref(false);
    let pending: AbortController | undefined;

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
        } catch (error) {
            if (isAbort(error)) return;
            failure.value = error;
        }
        isBusy.value = false;
    }

    watch(id, load, { immediate: true });
    onScopeDispose(() => pending?.abort());
    return { household, record, failure, isBusy, load };
}
