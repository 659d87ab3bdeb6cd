import { computed, shallowRef, watch } from 'vue';
import { choosePatch, removePatch } from '@/api/households';
import {
    confirmProposals,
    confirmProposalsAbove,
    listProposals,
    rejectProposals,
    undoProposals,
} from '@/api/matching';
import type { Household, Proposal, ProposalDecision, ProposalPage, ProposalsDecided } from '@/api/types';
import { notify } from '@/components/notify';
import { formatCount, t } from '@/i18n';
import { likelyOf } from '@/matching/likelyOf';
import { proposedCandidates } from '@/matching/proposedCandidates';
import { useHouseChoice } from '@/matching/useHouseChoice';
import { useSession } from '@/stores/session';
import { useCurrentHousehold } from '@/worklist/useCurrentHousehold';
import { useSettling } from '@/worklist/useSettling';
import { useWorkList } from '@/worklist/useWorkList';

export interface BoardFilter {
    division: string | undefined;
    decision: readonly ProposalDecision[];
}

const MOST_REJECTED = 200;

/** The decision that another choice was for the household's proposal; undefined where it was none. */
async function decisionOn({ id, division }: Household): Promise<string | undefined> {
    const { items } = await listProposals({ division: division.code, state: 'rejected', size: MOST_REJECTED });
    return items.find(({ household }) => household.id === id)?.action ?? undefined;
}

type Row = Proposal['household'] & { proposal: Proposal };

/** The open proposals of an area: one by one, or all above a probability; each can be taken back. */
export function useProposals(filter: () => BoardFilter) {
    const session = useSession();
    const page = shallowRef<ProposalPage>();
    const list = useWorkList<Row>(async (number, size, signal) => {
        const { division, decision } = filter();
        const answer = await listProposals({ division, decision, state: 'open', page: number, size }, signal);
        page.value = answer;
        const items = answer.items.map((proposal) => ({ ...proposal.household, proposal }));
        return { items, total: answer.total };
    });
    const current = useCurrentHousehold(() => list.currentId.value);
    const settling = useSettling();
    /** What the last decision left out. */
    const skipped = shallowRef<ProposalsDecided>();

    const division = computed(() => filter().division ?? session.me?.division.code ?? '');
    /** Reviewers read: the village answers for its houses. */
    const mayDecide = computed(() => session.may('fill') && !session.may('review'));
    const proposal = computed(() => list.current.value?.proposal);
    /** The household on the screen is the one chosen in the list. */
    const household = computed(() =>
        current.household.value?.id === list.currentId.value ? current.household.value : undefined,
    );
    const chooser = useHouseChoice({
        household: () => household.value,
        mayChoose: () => true,
        fetchCandidates: ({ id }, signal) => proposedCandidates(id, proposal.value!, signal),
        suggest: (candidates) => {
            if (proposal.value?.decision === 'none') return { kind: 'not_found' };
            const likely = likelyOf(candidates);
            return likely && { kind: 'patch', patch: likely.patch };
        },
    });
    /** Why nothing can be decided on this household; empty where it can. */
    const lock = computed(() => (household.value?.status === 'submitted' ? t.proposals.submitted : ''));
    const isOpen = computed(
        () => mayDecide.value && household.value !== undefined && !lock.value && !settling.isSending.value,
    );
    const canReject = computed(() => isOpen.value && (proposal.value?.candidates.length ?? 0) > 0);
    const canConfirm = computed(() => isOpen.value && chooser.choice.value !== undefined);

    async function reload(id?: string): Promise<void> {
        await list.load();
        if (id) list.show(id);
    }

    function tell(decided: ProposalsDecided): void {
        skipped.value = decided.skipped_total > 0 ? decided : undefined;
    }

    function rememberDecision(id: string, label: string, decided: ProposalsDecided): void {
        tell(decided);
        if (decided.changed > 0)
            settling.remember({ id, label, undo: async (action) => tell(await undoProposals(decided.action, action)) });
    }

    /** As proposed: the server notes a confirmation; anything else is a choice of its own. */
    async function confirm(): Promise<void> {
        const of = household.value;
        const chosen = chooser.choice.value;
        if (!of || !chosen || !canConfirm.value) return;
        const { id, head_name: name } = of;
        const isProposed = chosen.kind === 'patch' && chosen.patch.number === proposal.value?.candidates[0]?.number;
        if (isProposed) {
            const decided = await settling.send(`confirm ${id}`, (action) =>
                confirmProposals(division.value, [id], action),
            );
            if (!decided) return;
            rememberDecision(id, t.proposals.undoLabel(name), decided);
            if (decided.changed === 0) return;
        } else {
            const body = chosen.kind === 'patch' ? { number: chosen.patch.number } : { not_found: true };
            const written = await settling.send(`choose ${id} ${JSON.stringify(body)}`, (action) =>
                choosePatch(id, body, action),
            );
            if (!written) return;
            skipped.value = undefined;
            settling.remember({
                id,
                label: t.proposals.undoLabel(name),
                undo: async (action) => {
                    const decision = await decisionOn(of);
                    if (decision) tell(await undoProposals(decision, action));
                    else await removePatch(id, t.proposals.undoReason, action);
                },
            });
        }
        notify(chosen.kind === 'patch' ? t.proposals.linked(name, chosen.patch.number.slice(-4)) : t.proposals.none(name));
        await list.remove(id);
    }

    /** None of these for now: the household goes back to those without a proposal. */
    async function reject(): Promise<void> {
        const of = household.value;
        if (!of || !canReject.value) return;
        const { id, head_name: name } = of;
        const decided = await settling.send(`reject ${id}`, (action) => rejectProposals(division.value, [id], action));
        if (!decided) return;
        rememberDecision(id, t.proposals.undoReject(name), decided);
        if (decided.changed === 0) return;
        notify(t.proposals.rejected(name));
        await list.remove(id);
    }

    async function confirmAbove(threshold: number): Promise<void> {
        const decided = await settling.send(`above ${division.value} ${threshold}`, (action) =>
            confirmProposalsAbove(division.value, threshold, action),
        );
        if (!decided) return;
        rememberDecision('', t.proposals.undoMany(formatCount(decided.changed)), decided);
        notify(t.proposals.confirmedMany(formatCount(decided.changed)));
        list.currentId.value = undefined;
        await reload();
    }

    async function undo(): Promise<void> {
        skipped.value = undefined;
        const undone = await settling.undo();
        if (!undone) return;
        if (!skipped.value) notify(t.worklist.undone(undone.label));
        await reload(undone.id || undefined);
    }

    watch(
        () => `${filter().division} ${filter().decision.join()}`,
        () => {
            list.currentId.value = undefined;
            void list.load();
        },
    );

    return {
        page, list, current, household, proposal, chooser, settling, skipped, lock, mayDecide, canReject, canConfirm,
        confirm, reject, confirmAbove, undo,
    };
}
