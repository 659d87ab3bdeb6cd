import { t } from '@/i18n';
import { useKeys, type KeyBinding } from '@/keys/useKeys';

interface Actions {
    title: string;
    move: (step: 1 | -1) => void;
    undo: () => void;
    canUndo: () => boolean;
    /** What else the page has keys for. */
    bindings: readonly KeyBinding[];
}

/** Arrows belong to the control that moves with them. */
export const isArrowFree = (): boolean =>
    !document.activeElement?.closest(
        'input, select, [role="radiogroup"], [role="tablist"], [role="application"]',
    );

/** Keys that every list of work has. */
export function useWorkKeys({ title, move, undo, canUndo, bindings }: Actions): void {
    const { next, previous, undo: undoLabel } = t.worklist;
    useKeys({
        title,
        bindings: [
            { key: 'J', label: next, run: () => move(1), mayRepeat: true },
            { key: 'K', label: previous, run: () => move(-1), mayRepeat: true },
            { key: 'ArrowRight', label: next, run: () => move(1), mayRepeat: true, isActive: isArrowFree },
            { key: 'ArrowLeft', label: previous, run: () => move(-1), mayRepeat: true, isActive: isArrowFree },
            ...bindings,
            { key: 'Z', label: undoLabel, run: undo, isActive: canUndo },
        ],
    });
}
