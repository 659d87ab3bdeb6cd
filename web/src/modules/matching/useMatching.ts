import { shallowRef, watch } from 'vue';
import { getMatching, setPrecision, startMatching } from '@/api/matching';
import type { Matching } from '@/api/types';
import { useLatest } from '@/api/useLatest';
import { notify } from '@/components/notify';
import { t } from '@/i18n';
import { useJob } from '@/jobs/useJob';
import { useSettling } from '@/worklist/useSettling';

/** How matching stands in a division, its runs and its setting. */
export function useMatching(division: () => string | undefined) {
    const matching = shallowRef<Matching>();
    const { failure, latest } = useLatest();
    const settling = useSettling();

    const load = () =>
        latest(async (signal) => {
            matching.value = await getMatching(division(), signal);
        });

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
    return { matching, failure, settling, running, load, start, choosePrecision };
}
