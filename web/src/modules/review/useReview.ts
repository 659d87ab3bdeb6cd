import { computed, ref, watch } from 'vue';
import type { RecordReturn } from '@/api/types';
import { notify } from '@/components/notify';
import { t } from '@/i18n';
import { useTodo } from '@/stores/todo';
import { useQueue, type QueueFilter } from './useQueue';
import { useReviewed } from './useReviewed';
import { useVerdict, type VerdictOutcome } from './useVerdict';

/** The queue, the record on the screen, and the verdicts on it. */
export function useReview(filter: () => QueueFilter) {
    const todo = useTodo();
    const queue = useQueue(
        () => filter().grade,
        () => filter().resubmitted,
    );
    const { currentId } = queue;
    const reviewed = useReviewed(() => currentId.value);
    const { household, record } = reviewed;
    const verdict = useVerdict();
    /** What happened to the record on the screen meanwhile. */
    const notice = ref('');
    const isReturning = ref(false);

    /** The record on the screen is the one chosen in the queue, and nothing is under way. */
    const judged = computed(() =>
        !reviewed.isBusy.value && !verdict.isSending.value && record.value?.household_id === currentId.value
            ? record.value
            : undefined,
    );
    const mayApprove = computed(() => judged.value?.allowed.includes('approve') ?? false);
    const mayReturn = computed(() => judged.value?.allowed.includes('return') ?? false);
    const isRefused = computed(() => judged.value !== undefined && !mayApprove.value && !mayReturn.value);

    async function settle(outcome: VerdictOutcome, id: string, message: string): Promise<void> {
        if (outcome === 'conflict') {
            await reviewed.load();
            notice.value = t.review.conflict;
        }
        if (outcome !== 'done') return;
        notify(message);
        await queue.remove(id);
        // Only the count in the top bar hangs on it.
        await todo.refresh().catch(() => undefined);
    }

    async function approve(): Promise<void> {
        const approved = judged.value;
        if (!approved || !mayApprove.value) return;
        const name = household.value!.head_name;
        const outcome = await verdict.approve(approved, name);
        await settle(outcome, approved.household_id, t.review.done(name, t.common.status.approved));
    }

    /** A key held or a double click must not judge the record that has just come. */
    function approveOnce(clicks = 0): void {
        if (clicks === 1 || reviewed.isSeen()) void approve();
    }

    async function giveBack(body: RecordReturn): Promise<void> {
        const returned = judged.value;
        if (!returned || !mayReturn.value) return;
        const message = t.review.done(household.value!.head_name, t.common.status.returned);
        const outcome = await verdict.giveBack(returned, body);
        if (outcome === 'done') isReturning.value = false;
        await settle(outcome, returned.household_id, message);
    }

    async function undo(): Promise<void> {
        const approved = verdict.lastApproved.value;
        if (!approved || verdict.isSending.value) return;
        const outcome = await verdict.undo(t.review.undoReason);
        if (outcome === 'done') notify(t.review.undone(approved.name));
        if (outcome === 'conflict') notice.value = t.review.undoConflict(approved.name);
    }

    watch(currentId, () => {
        isReturning.value = false;
        notice.value = '';
    });
    watch(
        () => `${filter().grade.join()} ${filter().resubmitted}`,
        () => {
            currentId.value = undefined;
            void queue.load();
        },
    );

    return {
        queue, reviewed, verdict, notice, isReturning, mayApprove, mayReturn, isRefused, approveOnce, giveBack, undo,
    };
}
