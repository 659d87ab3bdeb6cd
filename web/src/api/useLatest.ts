import { onScopeDispose, shallowRef } from 'vue';
import { isAbort } from './problem';

/** Requests of which the newest alone counts: it aborts the one before, and its failure is kept until the next. */
export function useLatest() {
    const failure = shallowRef<unknown>();
    let pending: AbortController | undefined;

    async function latest(request: (signal: AbortSignal) => Promise<void>): Promise<void> {
        pending?.abort();
        const { signal } = (pending = new AbortController());
        failure.value = undefined;
        try {
            await request(signal);
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    onScopeDispose(() => pending?.abort());
    return { failure, latest };
}
