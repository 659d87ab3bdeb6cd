import { computed, watch } from 'vue';
import { usePhotoUploads } from '@/photos/uploads';
import { usePhotos } from '@/photos/usePhotos';
import { ApiProblem } from '@/api/problem';
import type { Photo } from '@/api/types';
import type { FormModel } from './form/model';
import type { RecordEditor } from './useRecord';

/** The record's photos and those on their way; what the server works out from them is read again. */
export function usePhotoUpload(editor: RecordEditor, form: () => FormModel | undefined) {
    const uploads = usePhotoUploads();
    const household = () => editor.household.value?.id;
    const photos = usePhotos(household);
    const pending = computed(() => uploads.of(household()));

    /** The first save makes the record that photos are added to. */
    async function add(slot: string, files: readonly File[]): Promise<void> {
        const to = household();
        const { photoBytes } = form() ?? {};
        if (!to || !photoBytes) return;
        if (editor.record.value?.version === 0) await editor.save();
        for (const file of files) await uploads.add(to, slot, file, photoBytes);
    }

    async function refresh(): Promise<void> {
        await photos.load();
        await editor.refresh().catch((error: unknown) => {
            if (!(error instanceof ApiProblem)) throw error;
        });
    }

    async function remove(photo: Photo): Promise<boolean> {
        const isGone = await photos.remove(photo);
        if (isGone) await refresh();
        return isGone;
    }

    watch(
        () => uploads.delivered,
        (upload) => {
            if (upload && upload.household === household()) void refresh();
        },
    );
    // May it be changed, and how far is it from the patch: both hang on the record.
    watch(
        () => [editor.record.value?.status, editor.household.value?.patch?.number],
        () => void photos.load(),
    );

    // What stood against a photo may be gone in the state that follows.
    watch(
        () => editor.record.value?.status,
        () => pending.value.filter(({ state }) => state === 'blocked').forEach(uploads.retry),
    );

    return { photos: { ...photos, remove }, pending, add, retry: uploads.retry, drop: uploads.drop };
}

export type PhotoUpload = ReturnType<typeof usePhotoUpload>;
