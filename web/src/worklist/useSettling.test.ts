import { describe, expect, it, vi } from 'vitest';
import type { Action } from '@/api/client';
import { ApiProblem, localProblem } from '@/api/problem';
import type { Problem } from '@/api/types';
import { useSettling } from './useSettling';

const refusal = new ApiProblem({ code: 'not_allowed', title: '', status: 409, detail: '' } as unknown as Problem);

describe('a decision', () => {
    it('that failed on the way keeps its key when it is tried again', async () => {
        const keys: string[] = [];
        const request = vi.fn((action: Action) => {
            keys.push(action.key);
            return keys.length === 1 ? Promise.reject(localProblem(0, 'unreachable')) : Promise.resolve('ok');
        });
        const settling = useSettling();
        expect(await settling.send('link 1', request)).toBeUndefined();
        expect(settling.failure.value).toBeDefined();
        expect(await settling.send('link 1', request)).toBe('ok');
        expect(keys[0]).toBe(keys[1]);
        expect(settling.failure.value).toBeUndefined();
    });

    it('that the server refused is a new one when it is tried again', async () => {
        const keys: string[] = [];
        const request = (action: Action) => {
            keys.push(action.key);
            return Promise.reject(refusal);
        };
        const settling = useSettling();
        await settling.send('link 1', request);
        await settling.send('link 1', request);
        expect(keys[0]).not.toBe(keys[1]);
    });

    it('is not sent while another is under way', async () => {
        let finish = () => {};
        const settling = useSettling();
        const first = settling.send('a', () => new Promise<string>((resolve) => (finish = () => resolve('a'))));
        const second = vi.fn(() => Promise.resolve('b'));
        expect(await settling.send('b', second)).toBeUndefined();
        expect(second).not.toHaveBeenCalled();
        finish();
        expect(await first).toBe('a');
    });

    it('is taken back last first; one that can not be stays', async () => {
        const undone: string[] = [];
        const settling = useSettling();
        const entry = (id: string, undo = () => Promise.resolve(undone.push(id))) => ({ id, label: id, undo });
        settling.remember(entry('1', () => Promise.reject(refusal)));
        settling.remember(entry('2'));
        expect((await settling.undo())?.id).toBe('2');
        expect(await settling.undo()).toBeUndefined();
        expect(undone).toEqual(['2']);
        expect(settling.settled.value.map(({ id }) => id)).toEqual(['1']);
    });
});
