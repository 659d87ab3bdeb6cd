import { computed, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { formatQuery, parseQuery, type QueryFields } from './queryFilter';

/** A page's filter, held by the address bar alone. */
export function useQueryFilter<F extends object>(
    fields: QueryFields<F>,
): { filter: ComputedRef<F>; change: (changes: Partial<F>) => void } {
    const route = useRoute();
    const router = useRouter();
    const filter = computed(() => parseQuery(fields, route.query));

    function change(changes: Partial<F>): void {
        void router.push({ query: formatQuery(fields, { ...filter.value, ...changes }) });
    }

    return { filter, change };
}
