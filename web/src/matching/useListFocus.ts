import { nextTick, watch, type Ref } from 'vue';

/**
 * From a row that was clicked the focus goes on to its candidates, now or when they come, so that
 * Enter and the arrows mean them.
 */
export function useListFocus(panel: Ref<{ focus: () => void } | undefined>, candidates: () => unknown): () => void {
    let isWanted = false;

    watch(candidates, async (found) => {
        if (!found || !isWanted) return;
        isWanted = false;
        await nextTick();
        panel.value?.focus();
    });

    return () => {
        isWanted = true;
        panel.value?.focus();
    };
}
