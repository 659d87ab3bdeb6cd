import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { isComposing } from './composition';
import { activeGroups, listenForKeys, useKeys } from './useKeys';

let scope: EffectScope;
const approve = vi.fn();
const next = vi.fn();
const search = vi.fn();
const confirm = vi.fn();

function press(key: string, target: Element = document.body, init: KeyboardEventInit = {}): boolean {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
    return target.dispatchEvent(event);
}

function add<K extends keyof HTMLElementTagNameMap>(tag: K, type?: string) {
    const element = document.createElement(tag);
    if (type) element.setAttribute('type', type);
    document.body.append(element);
    return element;
}

beforeAll(() => listenForKeys(document));

beforeEach(() => {
    scope = effectScope();
    scope.run(() =>
        useKeys({
            title: '页',
            bindings: [
                { key: 'A', label: '通过', run: approve },
                { key: 'J', label: '下一户', run: next, mayRepeat: true },
                { key: 'Enter', label: '确定', run: confirm },
                { key: 'Ctrl+K', label: '搜索', run: search },
            ],
        }),
    );
});

afterEach(() => {
    scope.stop();
    document.body.replaceChildren();
    vi.clearAllMocks();
});

describe('a shortcut', () => {
    it('works in either case, and takes the key for itself', () => {
        expect(press('a')).toBe(false);
        press('A');
        expect(approve).toHaveBeenCalledTimes(2);
    });

    it('is silent in text fields, but not with Ctrl', () => {
        for (const field of [add('input', 'text'), add('input', 'search'), add('textarea')]) {
            press('a', field);
            press('k', field, { ctrlKey: true });
        }
        expect(approve).not.toHaveBeenCalled();
        expect(search).toHaveBeenCalledTimes(3);
    });

    it('works on a checkbox', () => {
        press('a', add('input', 'checkbox'));
        expect(approve).toHaveBeenCalledOnce();
    });

    it('leaves Enter to the button that has the focus', () => {
        press('Enter', add('button'));
        expect(confirm).not.toHaveBeenCalled();
        press('Enter');
        expect(confirm).toHaveBeenCalledOnce();
    });

    it('that decides does not repeat while the key is held down', () => {
        press('a', document.body, { repeat: true });
        press('j', document.body, { repeat: true });
        expect(approve).not.toHaveBeenCalled();
        expect(next).toHaveBeenCalledOnce();
    });

    it('ends with its page', () => {
        scope.stop();
        press('a');
        expect(approve).not.toHaveBeenCalled();
    });

    it('is silent under a group that stands over the page', () => {
        const over = effectScope();
        over.run(() => useKeys({ title: '退回', isModal: true, bindings: [] }));
        press('a');
        expect(approve).not.toHaveBeenCalled();
        expect(activeGroups().map(({ title }) => title)).toEqual(['退回']);
        over.stop();
        press('a');
        expect(approve).toHaveBeenCalledOnce();
    });
});

describe('an input method', () => {
    it('keeps its keys while it composes, whichever sign the kernel gives', () => {
        press('a', document.body, { isComposing: true });
        press('a', document.body, { keyCode: 229 } as KeyboardEventInit);
        expect(approve).not.toHaveBeenCalled();
    });

    it('keeps the Enter that ends the composition before the key comes', async () => {
        vi.useFakeTimers();
        const field = add('textarea');
        field.dispatchEvent(new Event('compositionstart', { bubbles: true }));
        field.dispatchEvent(new Event('compositionend', { bubbles: true }));
        const event = new KeyboardEvent('keydown', { key: 'Enter' });
        expect(isComposing(event)).toBe(true);
        press('Enter');
        expect(confirm).not.toHaveBeenCalled();
        await vi.runAllTimersAsync();
        vi.useRealTimers();
        expect(isComposing(event)).toBe(false);
    });
});
