import { ref, shallowRef } from 'vue';
import { newAction, type Action } from '@/api/client';
import { VILLAGE_LEVEL } from '@/api/divisions';
import { addPatch, correctPatch, getPatch, type LonLat } from '@/api/patches';
import type { Household, Patch } from '@/api/types';
import { cornersOf, ringOf } from '@/map/ring';

/**
 * Drawing the house that the census missed, or the outline of one that was drawn before anew; it is
 * then offered for confirming.
 */
export function useHandDrawing(household: () => Household | undefined, choose: (number: string) => Promise<void>) {
    const state = ref<'on' | 'saving'>();
    const failure = ref<unknown>();
    /** The one whose outline is drawn anew, and where that begins. */
    const redrawn = shallowRef<Patch>();
    const corners = shallowRef<readonly LonLat[]>([]);
    let attempt: { text: string; action: Action } | undefined;

    /** A patch lies in a village. */
    const mayDraw = () => household()?.division.level === VILLAGE_LEVEL;

    function start(): void {
        failure.value = redrawn.value = undefined;
        corners.value = [];
        if (mayDraw()) state.value = 'on';
    }

    async function redraw({ number }: Patch): Promise<void> {
        failure.value = undefined;
        const forHousehold = household()?.id;
        try {
            const { geometry, properties } = await getPatch(number);
            if (household()?.id !== forHousehold) return;
            redrawn.value = properties;
            corners.value = cornersOf(geometry);
            state.value = 'on';
        } catch (error) {
            failure.value = error;
        }
    }

    function stop(): void {
        state.value = undefined;
    }

    /** Answers the number of what was drawn. */
    async function write(geometry: Record<string, never>, reason: string): Promise<string> {
        const { number, edit } = redrawn.value ?? {};
        if (number && edit) {
            const body = { geometry, reason };
            await correctPatch(number, edit.version, body, actionOf({ number, ...edit, body }));
            return number;
        }
        const { division, address } = household()!;
        const body = { division: division.code, geometry, attributes: { use: 'residential', ...(address && { address }) }, reason };
        return (await addPatch(body, actionOf(body))).number;
    }

    /** The same words again are the same action. */
    function actionOf(body: unknown): Action {
        const text = JSON.stringify(body);
        if (attempt?.text !== text) attempt = { text, action: newAction() };
        return attempt.action;
    }

    async function finish(drawn: readonly LonLat[], reason: string): Promise<void> {
        state.value = 'saving';
        failure.value = undefined;
        try {
            const number = await write(ringOf(drawn) as unknown as Record<string, never>, reason);
            state.value = undefined;
            await choose(number);
        } catch (error) {
            failure.value = error;
            state.value = 'on';
        }
    }

    return { state, failure, corners, mayDraw, start, redraw, stop, finish };
}

export type HandDrawing = ReturnType<typeof useHandDrawing>;
