import { onScopeDispose, shallowRef } from 'vue';
import { listBackfill, listProposals } from '@/api/matching';
import { useSession } from '@/stores/session';

export interface MatchingTodo {
    /** Open proposals. */
    proposals: number;
    /** Households marked 未发现图斑 that have a likely patch now. */
    likely: number;
}

/** What matching leaves to a collector; the lists themselves count it. */
export function useMatchingTodo() {
    const session = useSession();
    const todo = shallowRef<MatchingTodo>({ proposals: 0, likely: 0 });
    const pending = new AbortController();

    async function load(): Promise<void> {
        if (!session.may('fill') || session.may('review')) return;
        const [proposals, backfill] = await Promise.all([
            listProposals({ state: 'open', size: 1 }, pending.signal),
            listBackfill({ likely: true, size: 1 }, pending.signal),
        ]);
        todo.value = { proposals: proposals.total, likely: backfill.total };
    }

    onScopeDispose(() => pending.abort());
    return { todo, load };
}
