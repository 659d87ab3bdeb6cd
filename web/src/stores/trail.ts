import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef, watchEffect } from 'vue';
import type { DivisionRef } from '@/api/types';
import { useSession } from './session';

const COUNTY_LEVEL = 3;

/** Divisions shown in the top bar: of the page, else of the account. */
export const useTrailStore = defineStore('trail', () => {
    const session = useSession();
    const page = shallowRef<DivisionRef[]>();

    const path = computed(() => {
        const own = session.me?.division;
        if (!own) return [];
        const from = Math.min(COUNTY_LEVEL, own.level);
        const above = session.me?.path ?? [];
        // A page's path begins at the account's own division.
        const first = page.value?.[0];
        const whole = first && page.value ? [...above.filter(({ level }) => level < first.level), ...page.value] : above;
        const shown = whole.filter(({ level }) => level >= from);
        return shown.length > 0 ? shown : [own];
    });

    return { page, path };
});

/** Shows a page's division path in the top bar while the calling component lives. */
export function useTrail(path: () => DivisionRef[] | undefined): void {
    const store = useTrailStore();
    watchEffect(() => {
        store.page = path();
    });
    onScopeDispose(() => {
        store.page = undefined;
    });
}
