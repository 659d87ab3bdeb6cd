import { computed, ref, watch } from 'vue';
import { choosePatch, listHouseholds, removePatch, searchHouseholds } from '@/api/households';
import type { Household, Status } from '@/api/types';
import { notify } from '@/components/notify';
import { t } from '@/i18n';
import { useSession } from '@/stores/session';
import { useTodo } from '@/stores/todo';
import { useCurrentHousehold } from '@/worklist/useCurrentHousehold';
import { useSettling } from '@/worklist/useSettling';
import { useWorkList } from '@/worklist/useWorkList';

export interface RemovalFilter {
    division: string | undefined;
    status: readonly Status[];
}

/** Households that have a patch; its link is taken away with a reason. */
export function useRemoval(filter: () => RemovalFilter) {
    /** Names and addresses to search for stay in memory. */
    const text = ref('');
    const list = useWorkList((page, size, signal) => {
        const { division, status } = filter();
        const linked = { patch_state: ['linked' as const], page, size };
        return text.value
            ? searchHouseholds(
                  { ...linked, text: text.value, ...(division && { division }), ...(status.length > 0 && { status: [...status] }) },
                  signal,
              )
            : listHouseholds({ ...linked, division, status }, signal);
    });
    const current = useCurrentHousehold(() => list.currentId.value);
    const settling = useSettling();
    const session = useSession();
    const todo = useTodo();

    /** The household on the screen is the one chosen in the list. */
    const household = computed(() =>
        current.household.value?.id === list.currentId.value ? current.household.value : undefined,
    );
    const isLocked = computed(() => household.value?.status === 'submitted');
    const mayRemove = computed(
        () => household.value?.patch_state === 'linked' && !isLocked.value && !settling.isSending.value,
    );

    function rememberUndo({ id, head_name: name, patch }: Household): void {
        // Linking again is the collector's.
        if (!patch || session.may('review')) return;
        settling.remember({
            id,
            label: t.removal.undoLabel(name),
            undo: (action) => choosePatch(id, { number: patch.number }, action),
        });
    }

    async function remove(reason: string): Promise<boolean> {
        const of = household.value;
        if (!of || !mayRemove.value) return false;
        const written = await settling.send(`remove ${of.id} ${reason}`, (action) => removePatch(of.id, reason, action));
        if (!written) return false;
        rememberUndo(of);
        notify(t.removal.removed(of.head_name));
        await list.remove(of.id);
        await todo.refresh().catch(() => undefined);
        return true;
    }

    async function undo(): Promise<void> {
        const undone = await settling.undo();
        if (!undone) return;
        notify(t.worklist.undone(undone.label));
        await list.load();
        list.show(undone.id);
        await todo.refresh().catch(() => undefined);
    }

    function search(typed: string): void {
        text.value = typed.trim();
        list.currentId.value = undefined;
        void list.load();
    }

    watch(
        () => `${filter().division} ${filter().status.join()}`,
        () => {
            list.currentId.value = undefined;
            void list.load();
        },
    );

    return { text, list, current, household, settling, isLocked, mayRemove, remove, undo, search };
}
