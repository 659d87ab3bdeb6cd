import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { getHousehold } from '@/api/households';
import { isAbort } from '@/api/problem';
import type { Household } from '@/api/types';

/** The household chosen in a list; the old one stays until the new one is there. */
export function useCurrentHousehold(id: () => string | undefined) {
    const household = shallowRef<Household>();
    const failure = shallowRef<unknown>();
    const isBusy = ref(false);
    let pending: AbortController | undefined;

    async function load(): Promise<void> {
        pending?.abort();
        const wanted = id();
        failure.value = undefined;
        if (!wanted) {
            household.value = undefined;
            isBusy.value = false;
            return;
        }
        const { signal } = (pending = new AbortController());
        isBusy.value = true;
        try {
            household.value = await getHousehold(wanted, signal);
        } catch (error) {
            if (isAbort(error)) return;
            failure.value = error;
        }
        isBusy.value = false;
    }

    watch(id, load, { immediate: true });
    onScopeDispose(() => pending?.abort());
    return { household, failure, isBusy, load };
}

export type CurrentHousehold = ReturnType<typeof useCurrentHousehold>;
