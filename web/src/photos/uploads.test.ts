import 'fake-indexeddb/auto';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { addPhoto } from '@/api/photos';
import { ApiProblem, localProblem } from '@/api/problem';
import type { Me } from '@/api/types';
import { notifyProblem } from '@/components/notify';
import { useLocalDrafts } from '@/stores/localDrafts';
import { useSession } from '@/stores/session';
import { usePhotoUploads } from './uploads';

vi.mock('@/api/photos', () => ({ addPhoto: vi.fn() }));
vi.mock('@/components/notify', () => ({ notifyProblem: vi.fn() }));

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

    const answer = (status: number, detail: string, retryAfterMs?: number) =>
        new ApiProblem({ type: '', title: '照片没有上传', status, code: 'code', detail, request_id: '' }, retryAfterMs);
    const isKept = async (key: string) => (await useLocalDrafts().findPhotos()).some((photo) => photo.key === key);
    async function addOne(name = 'a.jpg') {
        const tab = openTab(draftKey);
        await tab.add('7', 'front', photo(name), MOST);
        return tab;
    }

    it.each([413, 415, 422])('that are refused for good (%i) say why, go no second time and are kept until that was seen', async (status) => {
        send.mockRejectedValue(answer(status, '只收 JPEG。'));
        const tab = await addOne();
        await expect.poll(() => tab.of('7')[0]?.state).toBe('refused');
        const [upload] = tab.of('7');
        expect(upload!.why).toBe('只收 JPEG。');
        window.dispatchEvent(new Event('online'));
        // Tabs of the tests before hear it too.
        expect(keysSent().filter((sent) => sent === upload!.key)).toHaveLength(1);
        expect(await isKept(upload!.key)).toBe(true);
        await tab.drop(upload!);
        expect(await isKept(upload!.key)).toBe(false);
    });

    it.each([408, 425, 429, 503])('wait and go again by themselves where the server has no time for them (%i)', async (status) => {
        send.mockRejectedValue(answer(status, '请稍后再试。'));
        const tab = await addOne();
        await expect.poll(() => tab.of('7')[0]?.state).toBe('waiting');
        const [upload] = tab.of('7');
        expect(upload!.why).toBe('请稍后再试。');
        expect(await isKept(upload!.key)).toBe(true);
        send.mockResolvedValue({ id: '1', version: 1 });
        window.dispatchEvent(new Event('online'));
        await expect.poll(() => tab.delivered?.key).toBe(upload!.key);
    });

    it('are sent no sooner than the server said', async () => {
        const wait = vi.spyOn(globalThis, 'setTimeout');
        send.mockRejectedValue(answer(429, '请稍后再试。', 90_000));
        const tab = await addOne();
        await expect.poll(() => tab.of('7')[0]?.state).toBe('waiting');
        expect(wait.mock.calls.map(([, ms]) => ms)).toContain(90_000);
        wait.mockRestore();
    });

    it('that the record does not take now are kept, let the others pass and go when asked for', async () => {
        send.mockRejectedValueOnce(answer(409, '档案已上报。')).mockResolvedValue({ id: '1', version: 1 });
        const tab = await addOne();
        await expect.poll(() => tab.of('7')[0]?.state).toBe('blocked');
        const [upload] = tab.of('7');
        expect(await isKept(upload!.key)).toBe(true);
        await tab.add('7', 'front', photo('b.jpg'), MOST);
        await expect.poll(() => tab.delivered?.name).toBe('b.jpg');
        tab.retry(upload!);
        await expect.poll(() => tab.delivered?.key).toBe(upload!.key);
        expect(await isKept(upload!.key)).toBe(false);
    });

    it('of a household that is no longer there are given up with a word', async () => {
        send.mockRejectedValue(answer(404, '没有这一户。'));
        const told = vi.mocked(notifyProblem);
        const tab = await addOne('墙.jpg');
        await expect.poll(() => told.mock.calls.flat()).toContain('照片“墙.jpg”没有上传：没有这一户。');
        await expect.poll(() => tab.uploads).toHaveLength(0);
        await expect.poll(() => useLocalDrafts().count).toBe(0);
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
