import { computed, ref } from 'vue';
import { newAction } from '@/api/client';
import { choosePatch } from '@/api/households';
import type { Candidates, Household } from '@/api/types';
import { notify } from '@/components/notify';
import { t } from '@/i18n';
import { likelyOf } from '@/matching/likelyOf';
import { useHouseChoice, type Choice } from '@/matching/useHouseChoice';
import { fillsOf, withFills, type Fill } from './form/edit';
import type { FormModel } from './form/model';
import type { RecordEditor } from './useRecord';

/** The best candidate where it is likelier than none, as long as nobody has it and nothing was settled before. */
function bestFree(candidates: Candidates, household: Household): Choice | undefined {
    const best = likelyOf(candidates);
    if (!best || household.patch_state !== 'unlinked' || best.taken_by) return undefined;
    return { kind: 'patch', patch: best.patch };
}

/** Choosing the household's house: candidates, a preview of what it would fill in, confirming. */
export function usePatchChoice(editor: RecordEditor, form: () => FormModel | undefined) {
    const isConfirming = ref(false);
    const mayChoose = computed(() => editor.may('patch'));
    const chooser = useHouseChoice({
        household: () => editor.household.value,
        mayChoose: () => mayChoose.value,
        suggest: bestFree,
    });
    const { choice, chosenPatch, failure } = chooser;

    const linked = computed(() => editor.household.value?.patch ?? undefined);
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

    return { ...chooser, linked, fills, isConfirming, isPending, mayChoose, confirm };
}

export type PatchChooser = ReturnType<typeof usePatchChoice>;
