import { ref } from 'vue';
import { newAction, type Action } from '@/api/client';
import { addPatch, type LonLat } from '@/api/patches';
import type { Household } from '@/api/types';
import { ringOf } from '@/map/ring';

const VILLAGE_LEVEL = 5;

/** Drawing the house that the census missed; what was drawn is then offered for confirming. */
export function useHandDrawing(household: () => Household | undefined, choose: (number: string) => Promise<void>) {
    const state = ref<'on' | 'saving'>();
    const failure = ref<unknown>();
    let attempt: { text: string; action: Action } | undefined;

    /** A patch lies in a village. */
    const mayDraw = () => household()?.division.level === VILLAGE_LEVEL;

    function start(): void {
        failure.value = undefined;
        if (mayDraw()) state.value = 'on';
    }

    function stop(): void {
        state.value = undefined;
    }

    async function finish(corners: readonly LonLat[], reason: string): Promise<void> {
        const { division, address } = household()!;
        const body = {
            division: division.code,
            geometry: ringOf(corners) as unknown as Record<string, never>,
            attributes: { use: 'residential', ...(address && { address }) },
            reason,
        };
        const text = JSON.stringify(body);
        if (attempt?.text !== text) attempt = { text, action: newAction() };
        state.value = 'saving';
        failure.value = undefined;
        try {
            const { number } = await addPatch(body, attempt.action);
            state.value = undefined;
            await choose(number);
        } catch (error) {
            failure.value = error;
            state.value = 'on';
        }
    }

    return { state, failure, mayDraw, start, stop, finish };
}

export type HandDrawing = ReturnType<typeof useHandDrawing>;
