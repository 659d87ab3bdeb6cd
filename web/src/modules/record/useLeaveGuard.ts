import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router';
import { t } from '@/i18n';
import { useSession } from '@/stores/session';
import type { RecordEditor } from './useRecord';

/** Leaves once everything is on the server, or kept in this browser, or the user accepts the loss. */
export function useLeaveGuard(editor: RecordEditor): void {
    const session = useSession();

    async function mayLeave(): Promise<boolean> {
        if (!editor.isDirty.value || !editor.may('save') || !session.isSignedIn) return true;
        if (await editor.save()) return true;
        await editor.keep();
        return editor.keptAt.value !== '' || window.confirm(t.record.leave);
    }

    onBeforeRouteLeave(mayLeave);
    onBeforeRouteUpdate(mayLeave);
}
