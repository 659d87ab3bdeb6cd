import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import { cancelJob, getJob } from '@/api/jobs';
import { isAbort } from '@/api/problem';
import type { Job } from '@/api/types';

const POLL_MS = 1500;

export const isLive = ({ state }: Job): boolean => ['queued', 'running', 'cancelling'].includes(state);

/** Follows a job until it has ended; `onEnd` is called once for one that ended meanwhile. */
export function useJob(given: () => Job | null | undefined, onEnd: (job: Job) => void) {
    const job = shallowRef<Job>();
    const failure = shallowRef<unknown>();
    const isCancelling = computed(() => job.value?.state === 'cancelling');
    let etag: string | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let request: AbortController | undefined;

    function stop(): void {
        clearTimeout(timer);
        request?.abort();
    }

    async function ask(): Promise<void> {
        const of = job.value;
        if (!of) return;
        const { signal } = (request = new AbortController());
        try {
            const answer = await getJob(of.id, etag, signal);
            failure.value = undefined;
            if (answer) {
                etag = answer.etag;
                job.value = answer.value;
            }
        } catch (error) {
            if (isAbort(error)) return;
            failure.value = error;
        }
        if (signal.aborted) return;
        if (isLive(job.value!)) wait();
        else onEnd(job.value!);
    }

    function wait(): void {
        clearTimeout(timer);
        timer = setTimeout(() => void ask(), POLL_MS);
    }

    async function cancel(): Promise<void> {
        if (!job.value) return;
        stop();
        try {
            await cancelJob(job.value.id);
            failure.value = undefined;
        } catch (error) {
            failure.value = error;
        }
        await ask();
    }

    watch(
        given,
        (now) => {
            stop();
            etag = undefined;
            job.value = now ?? undefined;
            if (now && isLive(now)) wait();
        },
        { immediate: true },
    );
    onScopeDispose(stop);
    return { job, failure, isCancelling, cancel };
}
