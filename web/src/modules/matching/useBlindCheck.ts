import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import { answerBlind, getBlindItem } from '@/api/matching';
import { isAbort } from '@/api/problem';
import type { BlindAnswer, BlindItem, Candidate, Patch } from '@/api/types';
import { getPatch } from '@/api/patches';
import { notify } from '@/components/notify';
import { t } from '@/i18n';
import { useCurrentHousehold } from '@/worklist/useCurrentHousehold';
import { useSettling } from '@/worklist/useSettling';

export type BlindChoice = { kind: 'patch'; patch: Patch } | { kind: 'not_found' } | { kind: 'unsure' };

/** Proposals kept back for a check that knows nothing of them: one household after the other. */
export function useBlindCheck(division: () => string | undefined) {
    const item = shallowRef<BlindItem>();
    const choice = shallowRef<BlindChoice>();
    const failure = shallowRef<unknown>();
    const settling = useSettling();
    let pending: AbortController | undefined;

    const row = computed(() => item.value?.household ?? undefined);
    const current = useCurrentHousehold(() => row.value?.id);
    const household = computed(() =>
        current.household.value?.id === row.value?.id ? current.household.value : undefined,
    );
    const chosenPatch = computed(() => (choice.value?.kind === 'patch' ? choice.value.patch : undefined));
    /** As the map takes them: with the key that picks them, and nothing that tells one from another. */
    const marks = computed(() =>
        (item.value?.candidates ?? []).map(
            (patch, i): Candidate => ({ rank: i + 1, patch, probability: 0, reasons: [] }),
        ),
    );
    const canSubmit = computed(
        () => household.value !== undefined && choice.value !== undefined && !settling.isSending.value,
    );

    async function load(): Promise<void> {
        pending?.abort();
        const { signal } = (pending = new AbortController());
        failure.value = choice.value = undefined;
        try {
            item.value = await getBlindItem(division(), signal);
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    function pick(rank: number): void {
        const patch = item.value?.candidates[rank - 1];
        if (patch) choice.value = { kind: 'patch', patch };
    }

    async function pickNumber(number: string): Promise<void> {
        const of = row.value?.id;
        try {
            const known = item.value?.candidates.find((patch) => patch.number === number);
            const patch = known ?? (await getPatch(number)).properties;
            if (row.value?.id === of) choice.value = { kind: 'patch', patch };
        } catch (error) {
            failure.value = error;
        }
    }

    function answer(kind: 'not_found' | 'unsure'): void {
        choice.value = { kind };
    }

    async function submit(): Promise<void> {
        const of = household.value;
        const chosen = choice.value;
        if (!of || !chosen || !canSubmit.value) return;
        const body: BlindAnswer = {
            household: of.id,
            answer: chosen.kind,
            ...(chosen.kind === 'patch' && { number: chosen.patch.number }),
        };
        const isTaken = await settling.send(JSON.stringify(body), async (action) => {
            await answerBlind(body, action);
            return true;
        });
        if (!isTaken) return;
        notify(t.county.blind.saved(of.head_name));
        await load();
    }

    watch(division, load, { immediate: true });
    onScopeDispose(() => pending?.abort());
    return {
        item, current, household, choice, chosenPatch, marks, canSubmit, failure, settling,
        load, pick, pickNumber, answer, submit,
    };
}
