import { watch } from 'vue';
import { useRouter } from 'vue-router';
import { listHouseholds } from '@/api/households';
import type { Household } from '@/api/types';
import { listRoute } from '@/statistics/links';
import { useListContext } from '@/stores/listContext';

const VILLAGE_PAGE = 200;

/** The households before and after this one: of the list that it was opened from, else of its village. */
export function useNeighbours(id: () => string, household: () => Household | undefined) {
    const router = useRouter();
    const list = useListContext();

    async function step(by: 1 | -1): Promise<void> {
        const next = await list.neighbour(id(), by);
        if (next) await router.push({ name: 'record', params: { id: next } });
    }

    async function openVillage({ id: of, division: { code, name } }: Household): Promise<void> {
        if (list.position(of) !== undefined) return;
        const address = router.resolve(listRoute({ division: code })).fullPath;
        const fetchPage = (page: number) => listHouseholds({ division: code, page, size: VILLAGE_PAGE });
        // Without it the page works; only the neighbours are missing.
        await list.openAt({ label: name, address, fetchPage }, of).catch(() => undefined);
    }

    watch(
        () => household()?.id,
        () => {
            const opened = household();
            if (opened) void openVillage(opened);
        },
    );

    return { step };
}
