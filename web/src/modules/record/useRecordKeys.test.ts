import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { listenForKeys } from '@/keys/useKeys';
import { useRecordKeys } from './useRecordKeys';

const actions = {
    step: vi.fn(),
    pick: vi.fn(),
    pickNone: vi.fn(),
    confirm: vi.fn(),
    save: vi.fn(),
    submit: vi.fn(),
    isChoosing: () => true,
    hasChoiceFocus: () => false,
};
let scope: EffectScope;

function press(key: string, target: Element = document.body): void {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

function focused(html: string): HTMLElement {
    document.body.innerHTML = html;
    const element = document.querySelector<HTMLElement>('[tabindex], input')!;
    element.focus();
    return element;
}

beforeAll(() => listenForKeys(document));
beforeEach(() => {
    scope = effectScope();
    scope.run(() => useRecordKeys(actions));
});
afterEach(() => {
    scope.stop();
    document.body.innerHTML = '';
    vi.clearAllMocks();
});

describe('on the record page', () => {
    it('J, K and the arrows walk through the households', () => {
        for (const key of ['j', 'k', 'ArrowRight', 'ArrowLeft']) press(key);
        expect(actions.step.mock.calls).toEqual([[1], [-1], [1], [-1]]);
    });

    it('the arrows walk on from the list of candidates', () => {
        press('ArrowRight', focused('<ul role="listbox" tabindex="0"></ul>'));
        expect(actions.step).toHaveBeenCalledOnce();
    });

    it('the arrows stay with the map, tabs and choices that have the focus', () => {
        for (const html of [
            '<div role="application"><div tabindex="0"></div></div>',
            '<div role="tablist"><button tabindex="0"></button></div>',
            '<div role="radiogroup"><label><input type="radio"></label></div>',
        ])
            press('ArrowRight', focused(html));
        expect(actions.step).not.toHaveBeenCalled();
    });

    it('digits pick a candidate, N none', () => {
        press('3');
        press('n');
        expect(actions.pick).toHaveBeenCalledWith(3);
        expect(actions.pickNone).toHaveBeenCalledOnce();
    });
});
