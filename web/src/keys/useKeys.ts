import { onScopeDispose, shallowReactive } from 'vue';
import { watchComposition } from './composition';
import { keyName } from './keyName';

export interface KeyBinding {
    /** As keyName gives it: 'J', 'Enter', 'Ctrl+K'. */
    key: string;
    /** What it does, for the sheet of keys. */
    label: string;
    run: () => void;
    /** Holding the key down repeats it; off for anything that decides. */
    mayRepeat?: boolean;
    isActive?: () => boolean;
}

export interface KeyGroup {
    title: string;
    bindings: readonly KeyBinding[];
    /** While such a group is there, those below it are silent. */
    isModal?: boolean;
}

const groups = shallowReactive<KeyGroup[]>([]);

/** Groups in force, the innermost first. */
export function activeGroups(): KeyGroup[] {
    const innermostFirst = [...groups].reverse();
    const modal = innermostFirst.findIndex((group) => group.isModal);
    return modal < 0 ? innermostFirst : innermostFirst.slice(0, modal + 1);
}

function dispatch(event: KeyboardEvent): void {
    const name = keyName(event);
    if (name === undefined) return;
    for (const group of activeGroups()) {
        const binding = group.bindings.find(
            ({ key, isActive }) => key === name && (isActive?.() ?? true),
        );
        if (!binding) continue;
        event.preventDefault();
        if (!event.repeat || binding.mayRepeat) binding.run();
        return;
    }
}

/** Starts listening; called once. */
export function listenForKeys(root: Document): void {
    watchComposition(root);
    root.addEventListener('keydown', dispatch);
}

/** Puts shortcuts in force while the calling component lives. */
export function useKeys(group: KeyGroup): void {
    groups.push(group);
    onScopeDispose(() => {
        const index = groups.indexOf(group);
        if (index >= 0) groups.splice(index, 1);
    });
}
