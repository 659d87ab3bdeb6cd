import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { getBaseMaps } from '@/api/baseMaps';
import type { BaseMap } from '@/api/types';

const REMEMBERED = 'base-map';

/** The base maps there are and the one that this browser's maps show. */
export const useBaseMaps = defineStore('baseMaps', () => {
    const maps = shallowRef<readonly BaseMap[]>([]);
    const chosen = ref(localStorage.getItem(REMEMBERED) ?? '');
    const shown = computed(() => maps.value.find(({ id }) => id === chosen.value));
    let pending: Promise<void> | undefined;

    /** Once; where it fails the maps are of use without. */
    function load(): Promise<void> {
        pending ??= getBaseMaps().then(
            (found) => {
                maps.value = found;
            },
            () => {
                pending = undefined;
            },
        );
        return pending;
    }

    /** Empty: none. */
    function choose(id: string): void {
        chosen.value = id;
        if (id) localStorage.setItem(REMEMBERED, id);
        else localStorage.removeItem(REMEMBERED);
    }

    return { maps, shown, load, choose };
});
