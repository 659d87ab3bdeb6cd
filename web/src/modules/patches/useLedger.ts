import { ref, shallowRef } from 'vue';
import { useLatest } from '@/api/useLatest';

const PAGE_SIZE = 50;

interface LedgerPage<Row> {
    items: Row[];
    has_more: boolean;
}

/** A ledger that is read page after page. */
export function useLedger<Row>(fetchPage: (page: number, size: number, signal: AbortSignal) => Promise<LedgerPage<Row>>) {
    const rows = shallowRef<readonly Row[]>([]);
    const hasMore = ref(false);
    const isLoaded = ref(false);
    const { failure, latest } = useLatest();
    let pages = 0;

    const read = (page: number) =>
        latest(async (signal) => {
            const answer = await fetchPage(page, PAGE_SIZE, signal);
            rows.value = page === 1 ? answer.items : [...rows.value, ...answer.items];
            hasMore.value = answer.has_more;
            pages = page;
            isLoaded.value = true;
        });

    return { rows, hasMore, isLoaded, failure, load: () => read(1), loadMore: () => read(pages + 1) };
}
