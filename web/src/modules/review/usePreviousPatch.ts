import { onScopeDispose, shallowRef, watch } from 'vue';
import { getPatch } from '@/api/patches';
import { ApiProblem } from '@/api/problem';
import type { HouseholdRecord, PatchFeature } from '@/api/types';

/** Number of the patch that the record named before its last submission, where it named another. */
export function previousNumber(record: HouseholdRecord | undefined): string | undefined {
    const before: unknown = record?.changes.find(({ field }) => field === '/patch/number')?.before;
    return typeof before === 'string' ? before : undefined;
}

/** That patch, to be looked at beside the new one; one that is gone is not shown. */
export function usePreviousPatch(record: () => HouseholdRecord | undefined) {
    const previous = shallowRef<PatchFeature>();
    let isOver = false;

    async function load(number: string | undefined): Promise<void> {
        previous.value = undefined;
        if (!number) return;
        try {
            const found = await getPatch(number);
            if (!isOver && previousNumber(record()) === number) previous.value = found;
        } catch (error) {
            if (!(error instanceof ApiProblem)) throw error;
        }
    }

    watch(() => previousNumber(record()), load, { immediate: true });
    onScopeDispose(() => (isOver = true));
    return previous;
}
