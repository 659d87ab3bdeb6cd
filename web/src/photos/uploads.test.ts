import 'fake-indexeddb/auto';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { addPhoto } from '@/api/photos';
import { ApiProblem, localProblem } from '@/api/problem';
import type { Me } from '@/api/types';
import { useLocalDrafts } from '@/stores/localDrafts';
import { useSession } from '@/stores/session';
import { usePhotoUploads } from './uploads';

vi.mock('@/api/photos', () => ({ addPhoto: vi.fn() }));

const MOST = 1000;
const send = vi.mocked(addPhoto);
const photo = (name = 'a.jpg') => new File([new Uint8Array([1, 2, 3])], name, { type: 'image/jpeg' });
const keysSent = () => send.mock.calls.map(([, , , options]) => options.action!.key);

function signIn(draftKey: string): void {
    useSession().me = { draft_key: draftKey } as Me;
}

/** A browser tab opened anew. */
function openTab(draftKey: string) {
    setActivePinia(createPinia());
    signIn(draftKey);
    return usePhotoUploads();
}

let accounts = 0;
let draftKey = '';
beforeEach(() => {
    send.mockReset();
    // A new account a test, so that nothing is left of the one before.
    accounts += 1;
    draftKey = String.fromCharCode(65 + accounts).repeat(43);
});

describe('photos on their way', () => {
    it('go one after the other and leave nothing behind', async () => {
        send.mockResolvedValue({ id: '1', version: 1 });
        const tab = openTab(draftKey);
        await tab.add('7', 'front', photo(), MOST);
        await tab.add('7', 'front', photo('b.jpg'), MOST);
        await expect.poll(() => tab.delivered?.name).toBe('b.jpg');
        expect(tab.uploads).toHaveLength(0);
        expect(new Set(keysSent()).size).toBe(2);
        await expect.poll(() => useLocalDrafts().count).toBe(0);
    });

    it('wait where the server is out of reach and go again under the same key, even from another tab', async () => {
        send.mockRejectedValue(localProblem(0, 'unreachable'));
        const tab = openTab(draftKey);
        await tab.add('7', 'front', photo(), MOST);
        await expect.poll(() => tab.of('7')[0]?.state).toBe('waiting');
        expect(tab.of('7')[0]!.isKept).toBe(true);
        expect(useLocalDrafts().households).toEqual(['7']);
        send.mockResolvedValue({ id: '1', version: 1 });
        const other = openTab(draftKey);
        await expect.poll(() => other.delivered?.household).toBe('7');
        expect(new Set(keysSent()).size).toBe(1);
    });

    it('are told why they are refused, once, and are kept no longer', async () => {
        const problem = { type: '', title: '照片没有上传', status: 415, code: 'photo_type', detail: '只收 JPEG。', request_id: '' };
        send.mockRejectedValue(new ApiProblem(problem));
        const tab = openTab(draftKey);
        await tab.add('7', 'front', photo(), MOST);
        await expect.poll(() => tab.of('7')[0]?.state).toBe('refused');
        expect(tab.of('7')[0]!.why).toBe('只收 JPEG。');
        await expect.poll(() => useLocalDrafts().count).toBe(0);
        const [key] = keysSent();
        window.dispatchEvent(new Event('online'));
        // Tabs of the tests before hear it too.
        expect(keysSent().filter((sent) => sent === key)).toHaveLength(1);
    });

    it('are not sent where the browser can not make them small enough', async () => {
        const tab = openTab(draftKey);
        await tab.add('7', 'front', new File([new Uint8Array(MOST + 1)], 'a.heic', { type: 'application/octet-stream' }), MOST);
        expect(tab.of('7')[0]!.state).toBe('refused');
        expect(send).not.toHaveBeenCalled();
    });

    it('of one account are not seen by the next', async () => {
        send.mockRejectedValue(localProblem(0, 'unreachable'));
        const tab = openTab(draftKey);
        await tab.add('7', 'front', photo(), MOST);
        await expect.poll(() => tab.of('7')[0]?.state).toBe('waiting');
        const calls = send.mock.calls.length;
        signIn('z'.repeat(43));
        await expect.poll(() => tab.uploads).toHaveLength(0);
        expect(send).toHaveBeenCalledTimes(calls);
    });

    it('of one account are not kept for the next that signs in while they are prepared', async () => {
        const tab = openTab(draftKey);
        const file = photo();
        let read: ((bytes: ArrayBuffer) => void) | undefined;
        file.arrayBuffer = () => new Promise((resolve) => (read = resolve));
        const added = tab.add('7', 'front', file, MOST);
        await expect.poll(() => read).toBeDefined();
        signIn('y'.repeat(43));
        await expect.poll(() => tab.uploads).toHaveLength(0);
        read!(new ArrayBuffer(1));
        await added;
        expect(useLocalDrafts().households).toEqual([]);
        expect(send).not.toHaveBeenCalled();
    });
});
