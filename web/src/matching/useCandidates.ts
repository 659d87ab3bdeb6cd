import { onScopeDispose, shallowRef, watch } from 'vue';
import { getCandidates } from '@/api/households';
import { isAbort } from '@/api/problem';
import type { Candidates } from '@/api/types';

/** The server's ranking for a household, to look at; nothing is chosen here. */
export function useCandidates(id: () => string | undefined) {
    const candidates = shallowRef<Candidates>();
    const failure = shallowRef<unknown>();
    let pending: AbortController | undefined;

    async function load(): Promise<void> {
        pending?.abort();
        const { signal } = (pending = new AbortController());
        const wanted = id();
        candidates.value = failure.value = undefined;
        if (!wanted) return;
        try {
            const answer = await getCandidates(wanted, signal);
            if (!signal.aborted) candidates.value = answer;
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    watch(id, load, { immediate: true });
    onScopeDispose(() => pending?.abort());
    return { candidates, failure, load };
}
