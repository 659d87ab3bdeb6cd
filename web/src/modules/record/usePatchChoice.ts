import { computed, ref, shallowRef, watch } from 'vue';
import { newAction } from '@/api/client';
import { choosePatch, getCandidates } from '@/api/households';
import { getPatch } from '@/api/patches';
import { isAbort } from '@/api/problem';
import type { Candidates, Patch } from '@/api/types';
import { notify } from '@/components/notify';
import { t } from '@/i18n';
import { fillsOf, withFills, type Fill } from './form/edit';
import type { FormModel } from './form/model';
import type { RecordEditor } from './useRecord';

export type Choice = { kind: 'patch'; patch: Patch } | { kind: 'not_found' };

/** Choosing the household's house: candidates, a preview of what it would fill in, confirming. */
export function usePatchChoice(editor: RecordEditor, form: () => FormModel | undefined) {
    const candidates = shallowRef<Candidates>();
    const choice = shallowRef<Choice>();
    const failure = shallowRef<unknown>();
    const isConfirming = ref(false);
    let request: AbortController | undefined;

    const mayChoose = computed(() => editor.may('patch'));
    const linked = computed(() => editor.household.value?.patch ?? undefined);
    const chosenPatch = computed(() => (choice.value?.kind === 'patch' ? choice.value.patch : undefined));
    /** There is something to confirm. */
    const isPending = computed(() => {
        if (!choice.value || !mayChoose.value) return false;
        return choice.value.kind === 'patch'
            ? choice.value.patch.number !== linked.value?.number
            : editor.household.value?.patch_state !== 'not_found';
    });
    const fills = computed<Fill[]>(() =>
        isPending.value && chosenPatch.value && editor.may('save')
            ? fillsOf(form()?.fields ?? [], chosenPatch.value.attributes, editor.draft.value)
            : [],
    );

    async function load(): Promise<void> {
        request?.abort();
        const current = new AbortController();
        request = current;
        candidates.value = choice.value = failure.value = undefined;
        const household = editor.household.value;
        if (!household || !mayChoose.value) return;
        try {
            const answer = await getCandidates(household.id, current.signal);
            if (current.signal.aborted) return;
            candidates.value = answer;
            const best = answer.candidates[0];
            if (best && household.patch_state === 'unlinked' && !best.taken_by && !choice.value)
                choice.value = { kind: 'patch', patch: best.patch };
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    function pickRank(rank: number): boolean {
        const candidate = candidates.value?.candidates[rank - 1];
        if (!candidate || !mayChoose.value) return false;
        choice.value = { kind: 'patch', patch: candidate.patch };
        return true;
    }

    async function pickNumber(number: string): Promise<void> {
        if (!mayChoose.value) return;
        const known = candidates.value?.candidates.find(({ patch }) => patch.number === number)?.patch;
        try {
            const patch = known ?? (await getPatch(number)).properties;
            choice.value = { kind: 'patch', patch };
        } catch (error) {
            failure.value = error;
        }
    }

    function pickNone(): void {
        if (mayChoose.value) choice.value = { kind: 'not_found' };
    }

    function drop(): void {
        choice.value = undefined;
    }

    async function confirm(): Promise<void> {
        const household = editor.household.value;
        const chosen = choice.value;
        if (!household || !chosen || !isPending.value || isConfirming.value) return;
        isConfirming.value = true;
        failure.value = undefined;
        const filled = fills.value;
        try {
            const body = chosen.kind === 'patch' ? { number: chosen.patch.number } : { not_found: true };
            await choosePatch(household.id, body, newAction());
            if (editor.household.value?.id !== household.id) return;
            if (filled.length > 0)
                editor.change(
                    withFills(editor.draft.value, filled),
                    filled.map(({ field }) => field.name),
                );
            choice.value = undefined;
            await editor.save();
            await editor.refresh();
            notify(chosen.kind === 'patch' ? t.record.candidates.confirmed : t.record.candidates.confirmedNotFound);
        } catch (error) {
            failure.value = error;
        } finally {
            isConfirming.value = false;
        }
    }

    watch(
        () => [editor.household.value?.id, mayChoose.value],
        () => void load(),
    );

    return {
        candidates, choice, chosenPatch, linked, fills, failure, isConfirming, isPending, mayChoose,
        pickRank, pickNumber, pickNone, drop, confirm,
    };
}

export type PatchChooser = ReturnType<typeof usePatchChoice>;
