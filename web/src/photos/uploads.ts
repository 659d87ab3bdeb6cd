import { defineStore } from 'pinia';
import { shallowReactive, shallowRef, watch } from 'vue';
import { newAction, type Action } from '@/api/client';
import { addPhoto } from '@/api/photos';
import { ApiProblem } from '@/api/problem';
import { notifyProblem } from '@/components/notify';
import { problemText } from '@/components/problemText';
import { t } from '@/i18n';
import { useLocalDrafts } from '@/stores/localDrafts';
import { useSession } from '@/stores/session';
import { packed, unpacked } from './keptPhoto';
import { shrink } from './shrink';

/** A server that can't be reached is asked again after this, unless it says when. */
const RETRY_MS = 15_000;

/** `blocked` may be sent once the record is another; `refused` never. Both wait for the person's word. */
export type UploadState = 'shrinking' | 'queued' | 'sending' | 'waiting' | 'blocked' | 'refused';

export interface Upload {
    /** Also the idempotency key, so that a photo sent twice is added once. */
    readonly key: string;
    readonly household: string;
    readonly slot: string;
    readonly name: string;
    file: Blob;
    /** Address of the picture in this browser. */
    readonly preview: string;
    state: UploadState;
    /** How much has left, 0 … 1. */
    share: number;
    why: string;
    /** This browser keeps it, sealed, until the server has it. */
    isKept: boolean;
}

/** Signed out, timed out, too early, too many: as an answer of 500 and above, no word on the photo. */
const PASSING = [0, 401, 408, 425, 429];
const NOT_NOW = 409;
const UNKNOWN_HOUSEHOLD = 404;

/** What an answer means for the photo. */
function stateAfter(error: unknown): UploadState {
    if (!(error instanceof ApiProblem)) return 'refused';
    if (PASSING.includes(error.status) || error.status >= 500) return 'waiting';
    return error.status === NOT_NOW ? 'blocked' : 'refused';
}

/** Photos on their way to the server, one at a time, whatever page is open meanwhile. */
export const usePhotoUploads = defineStore('photoUploads', () => {
    const local = useLocalDrafts();
    const session = useSession();
    const uploads = shallowReactive<Upload[]>([]);
    /** The one that the server took last. */
    const delivered = shallowRef<Upload>();
    let isRunning = false;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const of = (household: string | undefined): Upload[] =>
        uploads.filter((upload) => upload.household === household);

    function put(facts: Pick<Upload, 'key' | 'household' | 'slot' | 'name' | 'file' | 'state' | 'isKept'>): Upload {
        const preview = URL.createObjectURL(facts.file);
        const upload = shallowReactive<Upload>({ ...facts, preview, share: 0, why: '' });
        uploads.push(upload);
        return upload;
    }

    function forget(upload: Upload): void {
        const index = uploads.indexOf(upload);
        if (index < 0) return;
        uploads.splice(index, 1);
        URL.revokeObjectURL(upload.preview);
    }

    async function drop(upload: Upload): Promise<void> {
        forget(upload);
        await local.dropPhoto(upload.household, upload.key);
    }

    async function fail(upload: Upload, error: unknown): Promise<void> {
        const isUnreachable = error instanceof ApiProblem && error.status === 0;
        upload.why = isUnreachable ? '' : problemText(error);
        upload.state = stateAfter(error);
        // No page of this account shows the household, so what became of the photo is told here.
        if (!(error instanceof ApiProblem) || error.status !== UNKNOWN_HOUSEHOLD) return;
        notifyProblem(t.photos.uploads.lost(upload.name, upload.why));
        await drop(upload);
    }

    /** After how long the next may follow. */
    async function send(upload: Upload): Promise<number> {
        upload.state = 'sending';
        upload.share = 0;
        upload.why = '';
        const action: Action = { key: upload.key };
        const onProgress = (share: number) => (upload.share = share);
        try {
            await addPhoto(upload.household, upload.slot, upload.file, { action, onProgress });
        } catch (error) {
            await fail(upload, error);
            if (stateAfter(error) !== 'waiting') return 0;
            return Math.max((error as ApiProblem).retryAfterMs ?? 0, RETRY_MS);
        }
        await drop(upload);
        delivered.value = upload;
        return 0;
    }

    async function run(): Promise<void> {
        clearTimeout(timer);
        if (isRunning) return;
        isRunning = true;
        let pauseMs = 0;
        for (let next = first(); next && pauseMs === 0; next = first()) pauseMs = await send(next);
        isRunning = false;
        if (pauseMs > 0) timer = setTimeout(resume, pauseMs);
    }

    const first = () => uploads.find(({ state }) => state === 'queued');

    function resume(): void {
        for (const upload of uploads) if (upload.state === 'waiting') upload.state = 'queued';
        void run();
    }

    async function add(household: string, slot: string, file: File, mostBytes: number): Promise<void> {
        const { key } = newAction();
        const upload = put({ key, household, slot, name: file.name, file, state: 'shrinking', isKept: false });
        const small = await shrink(file, mostBytes);
        if (!uploads.includes(upload)) return;
        if (!small) {
            upload.why = t.photos.cannotShrink;
            upload.state = 'refused';
            return;
        }
        upload.file = small;
        const text = await packed({ slot, name: file.name, file: small });
        // The account may have changed meanwhile, and its successor must not keep the photo.
        if (!uploads.includes(upload)) return;
        upload.isKept = await local.keepPhoto(household, key, text);
        upload.state = 'queued';
        void run();
    }

    function retry(upload: Upload): void {
        upload.state = 'queued';
        void run();
    }

    async function restore(): Promise<void> {
        for (const { household, key, text } of await local.findPhotos()) {
            if (uploads.some((upload) => upload.key === key)) continue;
            put({ ...unpacked(text), household, key, state: 'queued', isKept: true });
        }
        void run();
    }

    watch(
        () => session.me?.draft_key,
        (key) => {
            for (const upload of [...uploads]) forget(upload);
            if (key) void restore();
        },
        { immediate: true },
    );
    window.addEventListener('online', resume);
    window.addEventListener('beforeunload', (event) => {
        if (uploads.some(({ state, isKept }) => state !== 'refused' && !isKept)) event.preventDefault();
    });

    return { uploads, delivered, of, add, retry, drop };
});
