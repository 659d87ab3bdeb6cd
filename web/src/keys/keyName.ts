import { isComposing } from './composition';

const TEXT_INPUTS = new Set([
    'text', 'search', 'password', 'email', 'tel', 'url', 'number', 'date', 'time', 'month',
]);

function isTextField(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false;
    if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
    if (target instanceof HTMLSelectElement) return true;
    return target instanceof HTMLInputElement && TEXT_INPUTS.has(target.type);
}

const NATIVE_KEYS = new Set(['Enter', ' ']);

/** Enter and space belong to the control that has the focus. */
function isNative(name: string, target: EventTarget | null): boolean {
    if (!NATIVE_KEYS.has(name) || !(target instanceof HTMLElement)) return false;
    return target.closest('a[href], button, summary, input, [role="option"], [role="button"]') !== null;
}

/**
 * Name of the pressed shortcut, such as 'J', '?', 'Enter', 'Ctrl+K'; undefined where the key belongs
 * to an input method, a text field or a control.
 */
export function keyName(event: KeyboardEvent): string | undefined {
    if (event.defaultPrevented || isComposing(event) || event.altKey) return undefined;
    // NFKC: a full-width ？ is the same key.
    const key = event.key.length === 1 ? event.key.normalize('NFKC').toUpperCase() : event.key;
    if (event.ctrlKey || event.metaKey) return `Ctrl+${key}`;
    if (isTextField(event.target) || isNative(key, event.target)) return undefined;
    return key;
}
