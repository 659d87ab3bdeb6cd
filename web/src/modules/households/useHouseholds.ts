import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { useRoute } from 'vue-router';
import { listHouseholds, searchHouseholds } from '@/api/households';
import { isAbort } from '@/api/problem';
import type { HouseholdPage } from '@/api/types';
import { useQueryFilter } from '@/filters/useQueryFilter';
import { t } from '@/i18n';
import { useListContext } from '@/stores/listContext';
import { listFields, toListQuery, toSearchBody, type ListFilter } from './filter';

/** The list as the address bar and the text typed here say; the text stays in memory. */
export function useHouseholds() {
    const route = useRoute();
    const listContext = useListContext();
    const { filter, change } = useQueryFilter(listFields);
    const text = ref('');
    const answer = shallowRef<HouseholdPage>();
    const failure = ref<unknown>();
    const isBusy = ref(false);
    let pending: AbortController | undefined;

    function fetchPage(from: ListFilter, typed: string, signal?: AbortSignal) {
        return typed
            ? searchHouseholds(toSearchBody(from, typed), signal)
            : listHouseholds(toListQuery(from), signal);
    }

    async function load(): Promise<void> {
        pending?.abort();
        const controller = new AbortController();
        pending = controller;
        isBusy.value = true;
        failure.value = undefined;
        try {
            answer.value = await fetchPage(filter.value, text.value, controller.signal);
        } catch (error) {
            if (isAbort(error)) return;
            failure.value = error;
        }
        isBusy.value = false;
    }

    /** Begins with the first page again: in the address where that holds another, else at once. */
    function search(typed: string): void {
        text.value = typed.trim();
        if (filter.value.page > 1) change({ page: 1 });
        else void load();
    }

    const changeFilter = (changes: Partial<ListFilter>): void => change({ page: 1, ...changes });

    function reset(): void {
        text.value = '';
        changeFilter(listFilterEmpty());
        void load();
    }

    const isFiltered = computed(() => {
        const { division, status, grade, housing, patch_state, resubmitted, own } = filter.value;
        const isAnySet = [status, grade, housing, patch_state].some((list) => list.length > 0);
        return Boolean(text.value || division || isAnySet || resubmitted || own);
    });

    /** Lets previous and next of a record walk through this list. */
    function rememberList(): void {
        if (!answer.value) return;
        const from = filter.value;
        const typed = text.value;
        const only = from.status.length === 1 ? from.status[0] : undefined;
        listContext.open(
            {
                label: only ? t.common.status[only] : t.households.listLabel,
                address: route.fullPath,
                fetchPage: (page) => fetchPage({ ...from, page }, typed),
            },
            answer.value,
        );
    }

    watch(filter, load, { immediate: true });
    onScopeDispose(() => pending?.abort());

    return {
        filter,
        text,
        answer,
        failure,
        isBusy,
        isFiltered,
        load,
        search,
        changeFilter,
        reset,
        rememberList,
    };
}

/** The order stays as it was chosen. */
function listFilterEmpty(): Omit<ListFilter, 'sort'> {
    return {
        division: undefined,
        status: [],
        grade: [],
        housing: [],
        patch_state: [],
        resubmitted: false,
        own: false,
        page: 1,
        size: listFields.size.empty,
    };
}
