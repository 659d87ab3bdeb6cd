import { ref, shallowRef } from 'vue';
import { newAction, type Action } from '@/api/client';
import { ApiProblem } from '@/api/problem';

/** Something the server has done, and how it is taken back. */
export interface Settled {
    id: string;
    label: string;
    undo: (action: Action) => Promise<unknown>;
}

/**
 * Sends one decision at a time and takes the last ones back. A failed one keeps its action, so that
 * trying again repeats the same request and can't count twice.
 */
export function useSettling() {
    const isSending = ref(false);
    const failure = shallowRef<unknown>();
    const settled = shallowRef<readonly Settled[]>([]);
    let unfinished: { what: string; action: Action } | undefined;

    /** `what` names the decision; undefined where it failed or another is under way. */
    async function send<T>(what: string, request: (action: Action) => Promise<T>): Promise<T | undefined> {
        if (isSending.value) return undefined;
        if (unfinished?.what !== what) unfinished = { what, action: newAction() };
        isSending.value = true;
        failure.value = undefined;
        try {
            const answer = await request(unfinished.action);
            unfinished = undefined;
            return answer;
        } catch (error) {
            // The server has refused: trying again is another request.
            if (error instanceof ApiProblem && error.status > 0 && error.status < 500) unfinished = undefined;
            failure.value = error;
            return undefined;
        } finally {
            isSending.value = false;
        }
    }

    function remember(entry: Settled): void {
        settled.value = [...settled.value, entry];
    }

    /** Takes the last one back; undefined where that failed or there is none. */
    async function undo(): Promise<Settled | undefined> {
        const last = settled.value[settled.value.length - 1];
        if (!last) return undefined;
        const isDone = await send(`undo ${settled.value.length} ${last.id}`, async (action) => {
            await last.undo(action);
            return true;
        });
        if (!isDone) return undefined;
        settled.value = settled.value.slice(0, -1);
        return last;
    }

    return { isSending, failure, settled, send, remember, undo };
}

export type Settling = ReturnType<typeof useSettling>;
