import { shallowRef, watch } from 'vue';
import { removeBorder } from '@/api/borders';
import { getDivision, getDivisions } from '@/api/divisions';
import type { Division } from '@/api/types';
import { useLatest } from '@/api/useLatest';
import { useSettling } from '@/worklist/useSettling';

/** A division and those directly below it, with where the outline of each comes from. */
export function useBorders(code: () => string) {
    const divisions = shallowRef<readonly Division[]>();
    const { failure, latest } = useLatest();
    const settling = useSettling();

    const load = () =>
        latest(async (signal) => {
            const [own, below] = await Promise.all([getDivision(code(), signal), getDivisions(code(), signal)]);
            divisions.value = [own, ...below];
        });

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
    return { divisions, failure, settling, load, remove };
}
