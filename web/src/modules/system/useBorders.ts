import { onScopeDispose, shallowRef, watch } from 'vue';
import { removeBorder } from '@/api/borders';
import { getDivision, getDivisions } from '@/api/divisions';
import { isAbort } from '@/api/problem';
import type { Division } from '@/api/types';
import { useSettling } from '@/worklist/useSettling';

/** A division and those directly below it, with where the outline of each comes from. */
export function useBorders(code: () => string) {
    const divisions = shallowRef<readonly Division[]>();
    const failure = shallowRef<unknown>();
    const settling = useSettling();
    let pending: AbortController | undefined;

    async function load(): Promise<void> {
        pending?.abort();
        const { signal } = (pending = new AbortController());
        failure.value = undefined;
        try {
            const [own, below] = await Promise.all([getDivision(code(), signal), getDivisions(code(), signal)]);
            divisions.value = [own, ...below];
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    /** Whether it is gone. */
    async function remove({ code: of }: Division): Promise<boolean> {
        const isGone = await settling.send(`remove ${of}`, async (action) => {
            await removeBorder(of, action);
            return true;
        });
        await load();
        return isGone === true;
    }

    watch(code, load, { immediate: true });
    onScopeDispose(() => pending?.abort());
    return { divisions, failure, settling, load, remove };
}
