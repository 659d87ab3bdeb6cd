import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, ref } from 'vue';
import { listPhotos, removePhoto } from '@/api/photos';
import { localProblem } from '@/api/problem';
import type { Photo, PhotoList } from '@/api/types';
import { usePhotoUpload } from './usePhotoUpload';
import type { RecordEditor } from './useRecord';

vi.mock('@/components/notify', () => ({ notifyProblem: vi.fn() }));
vi.mock('@/api/photos');

const photo = { id: '3', slot: 'front' } as Photo;
const editor = {
    household: ref({ id: '7' }),
    record: ref({ status: 'draft', version: 1 }),
    refresh: vi.fn(() => Promise.resolve()),
} as unknown as RecordEditor;

beforeEach(() => {
    vi.resetAllMocks();
    setActivePinia(createPinia());
    vi.mocked(listPhotos).mockResolvedValue({ photos: [photo], may_change: true } as PhotoList);
    vi.mocked(editor.refresh).mockResolvedValue(undefined);
});

/** A record's photos, read once. */
async function opened() {
    const { photos } = effectScope().run(() => usePhotoUpload(editor, () => undefined))!;
    await vi.waitFor(() => expect(photos.photos.value).toHaveLength(1));
    return photos;
}

describe('deleting a photo', () => {
    it('reads the photos and the record again', async () => {
        vi.mocked(removePhoto).mockResolvedValue({ id: '7', version: 2 });
        const photos = await opened();
        await photos.remove(photo);
        expect(listPhotos).toHaveBeenCalledTimes(2);
        expect(editor.refresh).toHaveBeenCalledOnce();
    });

    it('says so where it could not be done', async () => {
        const problem = localProblem(0, 'unreachable');
        vi.mocked(removePhoto).mockRejectedValue(problem);
        const photos = await opened();
        await photos.remove(photo);
        expect(photos.failure.value).toBe(problem);
        expect(photos.photos.value).toHaveLength(1);
    });
});
