import { onBeforeUnmount, shallowRef, watch, type Ref } from 'vue';
import { getPatch } from '@/api/patches';
import { ApiProblem, isAbort } from '@/api/problem';
import type { Patch } from '@/api/types';
import type { PatchPick } from './usePatchLayers';

const DELAY_MS = 100;

export interface PatchTip {
    pick: PatchPick;
    /** What the server adds: owner and households; undefined until it has answered. */
    patch?: Patch;
}

/** What the tooltip tells about the patch under the pointer; details are read once per patch. */
export function usePatchTip(hovered: Ref<PatchPick | undefined>): Ref<PatchTip | undefined> {
    const tip = shallowRef<PatchTip>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let request: AbortController | undefined;

    async function open(pick: PatchPick): Promise<void> {
        tip.value = { pick };
        request = new AbortController();
        const { signal } = request;
        try {
            const { properties } = await getPatch(pick.number, signal);
            if (tip.value?.pick.id === pick.id) tip.value = { ...tip.value, patch: properties };
        } catch (error) {
            if (!isAbort(error) && !(error instanceof ApiProblem)) throw error;
        }
    }

    watch(hovered, (pick) => {
        if (pick && tip.value?.pick.id === pick.id) {
            tip.value = { ...tip.value, pick };
            return;
        }
        clearTimeout(timer);
        request?.abort();
        tip.value = undefined;
        if (pick) timer = setTimeout(() => void open(pick), DELAY_MS);
    });
    onBeforeUnmount(() => {
        clearTimeout(timer);
        request?.abort();
    });
    return tip;
}
