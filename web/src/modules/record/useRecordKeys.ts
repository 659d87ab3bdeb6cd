import { t } from '@/i18n';
import { useKeys } from '@/keys/useKeys';
import { choiceKeys } from '@/matching/choiceKeys';
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

/** One key, one meaning, as the sheet of keys lists them. */
export function useRecordKeys(actions: Actions): void {
    const { keys, previous, next } = t.record;
    useKeys({
        title: keys.title,
        bindings: [
            { key: 'J', label: next, run: () => actions.step(1) },
            { key: 'K', label: previous, run: () => actions.step(-1) },
            { key: 'ArrowRight', label: next, run: () => actions.step(1), isActive: isArrowFree },
            { key: 'ArrowLeft', label: previous, run: () => actions.step(-1), isActive: isArrowFree },
            ...choiceKeys({
                pick: actions.pick,
                pickNone: actions.pickNone,
                skip: () => actions.step(1),
                isActive: actions.isChoosing,
            }),
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
