import { describe, expect, it } from 'vitest';
import { effectScope } from 'vue';
import { useLatest } from './useLatest';

/** A request that fails as fetch does when it is aborted. */
const untilAborted = (signal: AbortSignal) =>
    new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    });

describe('useLatest', () => {
    it('aborts the request before, which is no failure', async () => {
        const { failure, latest } = effectScope().run(useLatest)!;
        const first = latest(untilAborted);
        await latest(() => Promise.resolve());
        await first;
        expect(failure.value).toBeUndefined();
    });

    it('keeps a failure until the next request', async () => {
        const { failure, latest } = effectScope().run(useLatest)!;
        const refused = new Error('refused');
        await latest(() => Promise.reject(refused));
        expect(failure.value).toBe(refused);
        await latest(() => Promise.resolve());
        expect(failure.value).toBeUndefined();
    });

    it('aborts what is on its way when its owner goes', async () => {
        const scope = effectScope();
        const { failure, latest } = scope.run(useLatest)!;
        const request = latest(untilAborted);
        scope.stop();
        await request;
        expect(failure.value).toBeUndefined();
    });
});
