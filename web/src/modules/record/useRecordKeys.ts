import { t } from '@/i18n';
import { useKeys } from '@/keys/useKeys';
import { isArrowFree } from '@/worklist/useWorkKeys';

interface Actions {
    step: (by: 1 | -1) => void;
    pick: (rank: number) => void;
    pickNone: () => void;
    confirm: () => void;
    save: () => void;
    submit: () => void;
    isChoosing: () => boolean;
    /** The focus is in the map or the list of candidates. */
    hasChoiceFocus: () => boolean;
}

const RANKS = [1, 2, 3, 4, 5];

/** One key, one meaning, as the sheet of keys lists them. */
export function useRecordKeys(actions: Actions): void {
    const { keys, previous, next } = t.record;
    const isActive = actions.isChoosing;
    useKeys({
        title: keys.title,
        bindings: [
            { key: 'J', label: next, run: () => actions.step(1) },
            { key: 'K', label: previous, run: () => actions.step(-1) },
            { key: 'ArrowRight', label: next, run: () => actions.step(1), isActive: isArrowFree },
            { key: 'ArrowLeft', label: previous, run: () => actions.step(-1), isActive: isArrowFree },
            ...RANKS.map((rank) => ({
                key: String(rank),
                label: keys.pick,
                run: () => actions.pick(rank),
                isActive,
            })),
            { key: 'N', label: keys.notFound, run: actions.pickNone, isActive },
            { key: 'S', label: keys.skip, run: () => actions.step(1), isActive },
            {
                key: 'Enter',
                label: keys.confirm,
                run: actions.confirm,
                isActive: () => actions.isChoosing() && actions.hasChoiceFocus(),
            },
            { key: 'Ctrl+S', label: keys.save, run: actions.save },
            { key: 'Ctrl+Enter', label: keys.submit, run: actions.submit },
        ],
    });
}
