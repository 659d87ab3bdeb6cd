import { computed, ref, shallowRef } from 'vue';
import { isAbort } from '@/api/problem';

const PAGE_SIZE = 50;

export interface WorkRow {
    id: string;
}

export interface WorkPage<Row extends WorkRow> {
    items: Row[];
    total: number;
}

export type FetchPage<Row extends WorkRow> = (
    page: number,
    size: number,
    signal?: AbortSignal,
) => Promise<WorkPage<Row>>;

/** A list that is worked off row by row, in the server's order; what is settled leaves it. */
export function useWorkList<Row extends WorkRow>(fetchRows: FetchPage<Row>) {
    const rows = shallowRef<Row[]>([]);
    const total = ref(0);
    const currentId = ref<string>();
    const failure = ref<unknown>();
    const isLoaded = ref(false);
    let pending: AbortController | undefined;

    const index = computed(() => rows.value.findIndex(({ id }) => id === currentId.value));
    const current = computed<Row | undefined>(() => rows.value[index.value]);
    const hasMore = computed(() => rows.value.length < total.value);

    const fetchPage = (page: number, signal?: AbortSignal) => fetchRows(page, PAGE_SIZE, signal);

    async function load(): Promise<void> {
        pending?.abort();
        const controller = new AbortController();
        pending = controller;
        failure.value = undefined;
        try {
            const answer = await fetchPage(1, controller.signal);
            rows.value = answer.items;
            total.value = answer.total;
            isLoaded.value = true;
            if (!current.value) currentId.value = rows.value[0]?.id;
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    /** Fetches on from the page where the rows known end; settled ones have moved it up. */
    async function loadMore(): Promise<void> {
        if (!hasMore.value) return;
        failure.value = undefined;
        try {
            const known = new Set(rows.value.map(({ id }) => id));
            let page = Math.floor(rows.value.length / PAGE_SIZE) + 1;
            let fresh: Row[] = [];
            let isLast = false;
            while (fresh.length === 0 && !isLast) {
                const answer = await fetchPage(page);
                fresh = answer.items.filter(({ id }) => !known.has(id));
                total.value = answer.total;
                isLast = page * PAGE_SIZE >= answer.total;
                page += 1;
            }
            rows.value = [...rows.value, ...fresh];
        } catch (error) {
            failure.value = error;
        }
    }

    /** One that isn't listed is left alone. */
    function show(id: string): void {
        if (rows.value.some((row) => row.id === id)) currentId.value = id;
    }

    async function move(step: 1 | -1): Promise<void> {
        if (step > 0 && index.value === rows.value.length - 1) await loadMore();
        const row = rows.value[index.value + step];
        if (row) show(row.id);
    }

    /** Takes a settled row out and shows the one after it. */
    async function remove(id: string): Promise<void> {
        const place = rows.value.findIndex((row) => row.id === id);
        if (place < 0) return;
        rows.value = rows.value.filter((row) => row.id !== id);
        total.value -= 1;
        if (place === rows.value.length) await loadMore();
        const next = rows.value[place] ?? rows.value[place - 1];
        if (currentId.value === id) currentId.value = next?.id;
    }

    return { rows, total, index, current, currentId, hasMore, isLoaded, failure, load, loadMore, show, move, remove };
}

export type WorkList<Row extends WorkRow> = ReturnType<typeof useWorkList<Row>>;
