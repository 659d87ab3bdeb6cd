import { ref, shallowRef } from 'vue';
import { newAction, type Action } from '@/api/client';
import { ApiProblem } from '@/api/problem';
import { approveRecord, returnRecord, withdrawRecord } from '@/api/records';
import type { HouseholdRecord, RecordReturn, Written } from '@/api/types';

/** A household that was just approved, as long as that can be undone. */
export interface Approved {
    id: string;
    name: string;
    version: number;
}

export type VerdictOutcome = 'done' | 'conflict' | 'failed';

/**
 * Sends verdicts one at a time. A failed one keeps its action, so that trying again repeats the same
 * request and can't count twice.
 */
export function useVerdict() {
    const isSending = ref(false);
    const failure = ref<unknown>();
    const lastApproved = shallowRef<Approved>();
    let unfinished: { what: string; action: Action } | undefined;

    function actionFor(what: string): Action {
        if (unfinished?.what !== what) unfinished = { what, action: newAction() };
        return unfinished.action;
    }

    async function run(
        what: string,
        request: (action: Action) => Promise<Written>,
    ): Promise<{ outcome: VerdictOutcome; written?: Written }> {
        isSending.value = true;
        failure.value = undefined;
        try {
            const written = await request(actionFor(what));
            unfinished = undefined;
            return { outcome: 'done', written };
        } catch (error) {
            if (error instanceof ApiProblem && error.status > 0 && error.status < 500)
                unfinished = undefined;
            if (error instanceof ApiProblem && error.status === 412) return { outcome: 'conflict' };
            failure.value = error;
            return { outcome: 'failed' };
        } finally {
            isSending.value = false;
        }
    }

    async function approve(record: HouseholdRecord, name: string): Promise<VerdictOutcome> {
        const { household_id: id, version } = record;
        const { outcome, written } = await run(`approve ${id} ${version}`, (action) =>
            approveRecord(id, version, action),
        );
        if (written) lastApproved.value = { id, name, version: written.version };
        return outcome;
    }

    async function giveBack(record: HouseholdRecord, body: RecordReturn): Promise<VerdictOutcome> {
        const { household_id: id, version } = record;
        const what = `return ${id} ${version} ${JSON.stringify(body)}`;
        const { outcome } = await run(what, (action) => returnRecord(id, version, body, action));
        return outcome;
    }

    /** Withdraws the last approval; the record then stands returned. */
    async function undo(reason: string): Promise<VerdictOutcome> {
        const approved = lastApproved.value;
        if (!approved) return 'failed';
        const { id, version } = approved;
        const { outcome } = await run(`withdraw ${id} ${version}`, (action) =>
            withdrawRecord(id, version, reason, action),
        );
        if (outcome !== 'failed') lastApproved.value = undefined;
        return outcome;
    }

    return { isSending, failure, lastApproved, approve, giveBack, undo };
}
