import { computed, shallowRef, watch } from 'vue';
import { getCandidates } from '@/api/households';
import { getPatch } from '@/api/patches';
import { isAbort } from '@/api/problem';
import type { Candidates, Household, Patch } from '@/api/types';

export type Choice = { kind: 'patch'; patch: Patch } | { kind: 'not_found' };

interface Options {
    household: () => Household | undefined;
    mayChoose: () => boolean;
    /** Where the candidates come from; by default the server's ranking of now. */
    fetchCandidates?: (household: Household, signal: AbortSignal) => Promise<Candidates>;
    /** What is chosen at first, before the user has chosen. */
    suggest: (candidates: Candidates, household: Household) => Choice | undefined;
}

/** A household's candidates and the one chosen; nothing is written here. */
export function useHouseChoice({ household, mayChoose, fetchCandidates, suggest }: Options) {
    const candidates = shallowRef<Candidates>();
    const choice = shallowRef<Choice>();
    const failure = shallowRef<unknown>();
    let request: AbortController | undefined;

    const chosenPatch = computed(() => (choice.value?.kind === 'patch' ? choice.value.patch : undefined));

    async function load(): Promise<void> {
        request?.abort();
        const current = new AbortController();
        request = current;
        candidates.value = choice.value = failure.value = undefined;
        const chosen = household();
        if (!chosen || !mayChoose()) return;
        try {
            const answer = await (fetchCandidates?.(chosen, current.signal) ??
                getCandidates(chosen.id, current.signal));
            if (current.signal.aborted) return;
            candidates.value = answer;
            choice.value ??= suggest(answer, chosen);
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    function pickRank(rank: number): boolean {
        const candidate = candidates.value?.candidates[rank - 1];
        if (!candidate || !mayChoose()) return false;
        choice.value = { kind: 'patch', patch: candidate.patch };
        return true;
    }

    async function pickNumber(number: string): Promise<void> {
        if (!mayChoose()) return;
        const forHousehold = household()?.id;
        const known = candidates.value?.candidates.find(({ patch }) => patch.number === number)?.patch;
        try {
            const patch = known ?? (await getPatch(number)).properties;
            if (household()?.id === forHousehold) choice.value = { kind: 'patch', patch };
        } catch (error) {
            failure.value = error;
        }
    }

    function pickNone(): void {
        if (mayChoose()) choice.value = { kind: 'not_found' };
    }

    function drop(): void {
        choice.value = undefined;
    }

    watch(
        () => [household()?.id, mayChoose()],
        () => void load(),
        { immediate: true },
    );

    return { candidates, choice, chosenPatch, failure, load, pickRank, pickNumber, pickNone, drop };
}

export type HouseChoice = ReturnType<typeof useHouseChoice>;
