import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { HouseholdPage } from '@/api/types';

/** A village has a few hundred households. */
const MOST_PAGES = 5;

export interface ListSource {
    /** What the list holds, such as 退回补正; shown beside the position. */
    label: string;
    /** Address of the list, to go back to. */
    address: string;
    fetchPage: (page: number) => Promise<HouseholdPage>;
}

/** The list a record was opened from, so that previous and next walk through it. */
export const useListContext = defineStore('listContext', () => {
    const source = shallowRef<ListSource>();
    const ids = ref<string[]>([]);
    const page = ref(1);
    const size = ref(0);
    const total = ref(0);

    const label = computed(() => source.value?.label ?? '');
    const address = computed(() => source.value?.address ?? '');

    function show(answer: HouseholdPage): void {
        ids.value = answer.items?.map((row) => row.id) ?? [];
        page.value = answer.page ?? 1;
        size.value = answer.size ?? ids.value.length;
        total.value = answer.total ?? ids.value.length;
    }

    function open(from: ListSource, answer: HouseholdPage): void {
        source.value = from;
        show(answer);
    }

    /** Turns to the page that holds the record, for one that was not opened from a list. */
    async function openAt(from: ListSource, id: string): Promise<void> {
        for (let next = 1; next <= MOST_PAGES; next += 1) {
            const answer = await from.fetchPage(next);
            if (answer.items.some((row) => row.id === id)) {
                open(from, answer);
                return;
            }
            if (next * answer.size >= answer.total) return;
        }
    }

    /** 1-based place of a record in the whole list; undefined where it is not on the page shown. */
    function position(id: string): number | undefined {
        const index = ids.value.indexOf(id);
        return index < 0 ? undefined : (page.value - 1) * size.value + index + 1;
    }

    function hasNeighbour(id: string, step: 1 | -1): boolean {
        const place = position(id);
        return place !== undefined && place + step >= 1 && place + step <= total.value;
    }

    /** Id of the record before or after, fetching the next page where needed. */
    async function neighbour(id: string, step: 1 | -1): Promise<string | undefined> {
        if (!source.value || !hasNeighbour(id, step)) return undefined;
        const index = ids.value.indexOf(id) + step;
        if (index >= 0 && index < ids.value.length) return ids.value[index];
        show(await source.value.fetchPage(page.value + step));
        return step > 0 ? ids.value[0] : ids.value[ids.value.length - 1];
    }

    return { label, address, total, open, openAt, position, hasNeighbour, neighbour };
});
