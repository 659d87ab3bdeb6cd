import { computed, ref, watch } from 'vue';
import { choosePatch, getCandidates, removePatch } from '@/api/households';
import { listBackfill } from '@/api/matching';
import type { BackfillRow, Household } from '@/api/types';
import { notify } from '@/components/notify';
import { t } from '@/i18n';
import { proposedCandidates } from '@/matching/proposedCandidates';
import { useHouseChoice } from '@/matching/useHouseChoice';
import { useSession } from '@/stores/session';
import { useTodo } from '@/stores/todo';
import { useCurrentHousehold } from '@/worklist/useCurrentHousehold';
import { useSettling } from '@/worklist/useSettling';
import { useWorkList } from '@/worklist/useWorkList';

/** A candidate from here on is chosen beforehand. */
const LIKELY = 0.5;

/** Back to 未发现图斑; an approved record's link can't be replaced, only taken away. */
function unlink({ id, status }: Household) {
    return (action: { key: string }) =>
        status === 'approved'
            ? removePatch(id, t.backfill.undoReason, action)
            : choosePatch(id, { not_found: true }, action);
}

export interface BackfillFilter {
    division: string | undefined;
    /** Only those that have a likely patch now. */
    likely: boolean;
}

type Row = BackfillRow['household'] & { backfill: BackfillRow };

/** Households marked 未发现图斑, one after the other, each with the houses that it may live in now. */
export function useBackfill(filter: () => BackfillFilter) {
    const likelyTotal = ref(0);
    const list = useWorkList<Row>(async (page, size, signal) => {
        const { division, likely } = filter();
        const answer = await listBackfill({ division, likely: likely || undefined, page, size }, signal);
        likelyTotal.value = answer.likely_total;
        const items = answer.items.map((backfill) => ({ ...backfill.household, backfill }));
        return { items, total: answer.total };
    });
    const current = useCurrentHousehold(() => list.currentId.value);
    const settling = useSettling();
    const session = useSession();
    const todo = useTodo();

    /** The household on the screen is the one chosen in the list. */
    const household = computed(() =>
        current.household.value?.id === list.currentId.value ? current.household.value : undefined,
    );
    /** Why nothing can be chosen for this household; empty where it can. */
    const lock = computed(() => {
        if (household.value?.status === 'submitted') return t.backfill.submitted;
        return session.may('review') ? t.backfill.collectorsOnly : '';
    });
    /** What the last run of the county found for it, so that the list and the panel say the same. */
    const proposal = computed(() => {
        const row = list.current.value?.backfill;
        const isInForce = row?.candidates.some(({ label }) => label.length > 0);
        if (!row || row.none_probability === null || !isInForce) return undefined;
        return { ...row, none_probability: row.none_probability };
    });
    const chooser = useHouseChoice({
        household: () => household.value,
        mayChoose: () => !lock.value,
        fetchCandidates: ({ id }, signal) => {
            const proposed = proposal.value;
            return proposed ? proposedCandidates(id, proposed, signal) : getCandidates(id, signal);
        },
        suggest: ({ candidates: [best] }) =>
            best && !best.taken_by && best.probability >= LIKELY ? { kind: 'patch', patch: best.patch } : undefined,
    });
    const canConfirm = computed(() => chooser.choice.value !== undefined && !settling.isSending.value);

    async function confirm(): Promise<void> {
        const chosen = chooser.choice.value;
        const of = household.value;
        if (!of || !chosen || !canConfirm.value) return;
        const { id, head_name: name } = of;
        if (chosen.kind === 'not_found') {
            const isKept = await settling.send(`none ${id}`, (action) => choosePatch(id, { not_found: true }, action));
            if (!isKept) return;
            notify(t.backfill.kept(name));
            if (filter().likely) await list.remove(id);
            else await list.move(1);
            return;
        }
        const { number } = chosen.patch;
        const written = await settling.send(`link ${id} ${number}`, (action) => choosePatch(id, { number }, action));
        if (!written) return;
        settling.remember({ id, label: t.backfill.undoLabel(name), undo: unlink(of) });
        notify(t.backfill.linked(name, number.slice(-4)));
        await list.remove(id);
        await todo.refresh().catch(() => undefined);
    }

    async function undo(): Promise<void> {
        const undone = await settling.undo();
        if (!undone) return;
        notify(t.worklist.undone(undone.label));
        await list.load();
        list.show(undone.id);
        await todo.refresh().catch(() => undefined);
    }

    watch(
        () => `${filter().division} ${filter().likely}`,
        () => {
            list.currentId.value = undefined;
            void list.load();
        },
    );

    return { likelyTotal, list, current, household, chooser, proposal, settling, lock, canConfirm, confirm, undo };
}
