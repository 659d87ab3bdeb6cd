import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { getDesk } from '@/api/statistics';
import type { Desk } from '@/api/types';
import { useSession } from './session';

/** What waits for the account; the desk page and the count in the top bar share it. */
export const useTodo = defineStore('todo', () => {
    const session = useSession();
    const desk = shallowRef<Desk>();

    async function refresh(signal?: AbortSignal): Promise<void> {
        desk.value = await getDesk(signal);
    }

    /** Records; what matching leaves is about the same households. */
    const count = computed(() => {
        if (!desk.value) return 0;
        const { to_fill, drafts, returned, to_review } = desk.value;
        if (session.may('review')) return to_review;
        return session.may('fill') ? to_fill + drafts + returned : 0;
    });

    return { desk, count, refresh };
});
