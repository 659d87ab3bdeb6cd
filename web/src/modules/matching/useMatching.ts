import { onScopeDispose, shallowRef, watch } from 'vue';
import { getMatching, setPrecision, startMatching } from '@/api/matching';
import { isAbort } from '@/api/problem';
import type { Matching } from '@/api/types';
import { notify } from '@/components/notify';
import { t } from '@/i18n';
import { useJob } from '@/jobs/useJob';
import { useSettling } from '@/worklist/useSettling';

/** How matching stands in a division, its runs and its setting. */
export function useMatching(division: () => string | undefined) {
    const matching = shallowRef<Matching>();
    const failure = shallowRef<unknown>();
    const settling = useSettling();
    let pending: AbortController | undefined;

    async function load(): Promise<void> {
        pending?.abort();
        const { signal } = (pending = new AbortController());
        failure.value = undefined;
        try {
            matching.value = await getMatching(division(), signal);
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    const running = useJob(() => matching.value?.run, () => void load());

    async function start(): Promise<void> {
        const of = matching.value;
        if (!of?.can_run) return;
        const run = await settling.send(`run ${of.division.code} ${of.run?.id}`, (action) =>
            startMatching(of.division.code, action),
        );
        if (run) matching.value = { ...of, run };
    }

    async function choosePrecision(precision: number): Promise<void> {
        const of = matching.value;
        if (!of) return;
        const isSet = await settling.send(`precision ${precision}`, async (action) => {
            await setPrecision(of.division.code, precision, action);
            return true;
        });
        if (isSet) notify(t.county.threshold.saved(`${Number((100 * precision).toFixed(2))}%`));
        await load();
    }

    watch(division, load, { immediate: true });
    onScopeDispose(() => pending?.abort());
    return { matching, failure, settling, running, load, start, choosePrecision };
}
