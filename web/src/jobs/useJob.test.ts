import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, shallowRef, type EffectScope } from 'vue';
import * as api from '@/api/jobs';
import type { Job } from '@/api/types';
import { useJob } from './useJob';

vi.mock('@/api/jobs');

const job = (state: Job['state'], done = 0) => ({ id: '17', state, done, total: 10 }) as Job;
const getJob = vi.mocked(api.getJob);
const onEnd = vi.fn();
let scope: EffectScope;

function follow(first: Job | null) {
    const given = shallowRef(first);
    return { given, ...scope.run(() => useJob(() => given.value, onEnd))! };
}

beforeEach(() => {
    vi.useFakeTimers();
    vi.resetAllMocks();
    scope = effectScope();
});
afterEach(() => {
    scope.stop();
    vi.useRealTimers();
});

describe('a job', () => {
    it('is asked for until it has ended, which is told once', async () => {
        getJob
            .mockResolvedValueOnce({ etag: 'a', value: job('running', 5) })
            .mockResolvedValueOnce(undefined)
            .mockResolvedValueOnce({ etag: 'b', value: job('done', 10) });
        const { job: followed } = follow(job('queued'));
        await vi.advanceTimersByTimeAsync(1500);
        expect(followed.value?.done).toBe(5);
        await vi.advanceTimersByTimeAsync(1500);
        expect(getJob).toHaveBeenLastCalledWith('17', 'a', expect.anything());
        await vi.advanceTimersByTimeAsync(10_000);
        expect(getJob).toHaveBeenCalledTimes(3);
        expect(onEnd).toHaveBeenCalledOnce();
        expect(followed.value?.state).toBe('done');
    });

    it('that has ended already is not asked for', async () => {
        follow(job('done'));
        await vi.advanceTimersByTimeAsync(10_000);
        expect(getJob).not.toHaveBeenCalled();
        expect(onEnd).not.toHaveBeenCalled();
    });

    it('goes on being followed when the network fails for a moment', async () => {
        getJob.mockRejectedValueOnce(new Error('away')).mockResolvedValueOnce({ etag: 'a', value: job('done') });
        const { failure } = follow(job('running'));
        await vi.advanceTimersByTimeAsync(1500);
        expect(failure.value).toBeDefined();
        await vi.advanceTimersByTimeAsync(1500);
        expect(failure.value).toBeUndefined();
        expect(onEnd).toHaveBeenCalledOnce();
    });

    it('is cancelled, and followed until the server has stopped it', async () => {
        getJob
            .mockResolvedValueOnce({ etag: 'a', value: job('cancelling') })
            .mockResolvedValueOnce({ etag: 'b', value: job('cancelled') });
        const { cancel, isCancelling } = follow(job('running'));
        await cancel();
        expect(api.cancelJob).toHaveBeenCalledWith('17');
        expect(isCancelling.value).toBe(true);
        await vi.advanceTimersByTimeAsync(1500);
        expect(onEnd).toHaveBeenCalledOnce();
    });

    it('is left alone once its page is gone', async () => {
        follow(job('running'));
        scope.stop();
        await vi.advanceTimersByTimeAsync(10_000);
        expect(getJob).not.toHaveBeenCalled();
    });
});
