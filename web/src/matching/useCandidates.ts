import { shallowRef, watch } from 'vue';
import { getCandidates } from '@/api/households';
import type { Candidates } from '@/api/types';
import { useLatest } from '@/api/useLatest';

/** The server's ranking for a household, to look at; nothing is chosen here. */
export function useCandidates(id: () => string | undefined) {
    const candidates = shallowRef<Candidates>();
    const { failure, latest } = useLatest();

    const load = () =>
        latest(async (signal) => {
            const wanted = id();
            candidates.value = undefined;
            const answer = wanted && (await getCandidates(wanted, signal));
            if (answer && !signal.aborted) candidates.value = answer;
        });

    watch(id, load, { immediate: true });
    return { candidates, failure, load };
}
