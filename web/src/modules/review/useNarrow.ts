import { onScopeDispose, ref } from 'vue';

/** Whether the map stands below the record, as ReviewPage's styles have it. */
export function useNarrow() {
    const query = matchMedia('(max-width: 1180px)');
    const isNarrow = ref(query.matches);
    const follow = () => (isNarrow.value = query.matches);
    query.addEventListener('change', follow);
    onScopeDispose(() => query.removeEventListener('change', follow));
    return isNarrow;
}
