import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import { listPhotos, photoUrl, removePhoto } from '@/api/photos';
import { isAbort } from '@/api/problem';
import type { Photo, PhotoList } from '@/api/types';

export interface ShownPhoto {
    photo: Photo;
    /** The number it wears here and on the map, from 1. */
    number: number;
    url: string;
}

/** The photos of a household's record. */
export function usePhotos(household: () => string | undefined) {
    const list = shallowRef<PhotoList>();
    const failure = shallowRef<unknown>();
    let pending: AbortController | undefined;
    let shown: string | undefined;

    async function load(): Promise<void> {
        pending?.abort();
        const { signal } = (pending = new AbortController());
        const wanted = household();
        if (wanted !== shown) list.value = undefined;
        shown = wanted;
        failure.value = undefined;
        if (!wanted) return;
        try {
            const answer = await listPhotos(wanted, signal);
            if (!signal.aborted) list.value = answer;
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    /** Whether it is gone; the list is not read again. */
    async function remove({ id }: Photo): Promise<boolean> {
        const from = household();
        if (!from) return false;
        try {
            await removePhoto(from, id);
            return true;
        } catch (error) {
            if (household() === from) failure.value = error;
            return false;
        }
    }

    const photos = computed<readonly ShownPhoto[]>(() =>
        (list.value?.photos ?? []).map((photo, index) => ({
            photo,
            number: index + 1,
            url: photoUrl(household()!, photo.id),
        })),
    );
    /** By slot; undefined as long as they are not known. */
    const counts = computed<Record<string, number> | undefined>(() => {
        if (!list.value) return undefined;
        const bySlot: Record<string, number> = {};
        for (const { slot } of list.value.photos) bySlot[slot] = (bySlot[slot] ?? 0) + 1;
        return bySlot;
    });
    const mayChange = computed(() => list.value?.may_change ?? false);

    watch(household, load, { immediate: true });
    onScopeDispose(() => pending?.abort());
    return { photos, counts, mayChange, failure, load, remove };
}

export type HousePhotos = ReturnType<typeof usePhotos>;
