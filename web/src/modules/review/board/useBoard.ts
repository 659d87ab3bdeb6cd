import { computed, reactive, ref } from 'vue';
import { newAction, type Action } from '@/api/client';
import { getHousehold, listHouseholds } from '@/api/households';
import { getPatch } from '@/api/patches';
import { listPhotos, photoUrl } from '@/api/photos';
import { ApiProblem, isAbort } from '@/api/problem';
import { approveRecord, getRecord, returnRecord, withdrawRecord } from '@/api/records';
import type { Grade, Household, HouseholdRecord, HouseholdRow, PatchFeature, RecordReturn, Written } from '@/api/types';

/** As many as are seen at a glance. */
const BATCH = 12;
const QUEUE = 200;
const FRONT = 'front';
/** Requests under way at once: a batch must not crowd out other users. */
const WIDTH = 3;

export type CardState = 'waiting' | 'sending' | 'approved' | 'returned' | 'failed' | 'changed';

export interface Card {
    row: HouseholdRow;
    household?: Household;
    record?: HouseholdRecord;
    outline?: PatchFeature;
    /** Address of the photo of the house. */
    photo?: string;
    /** Reading it failed. */
    unread?: unknown;
    isChosen: boolean;
    state: CardState;
    failure?: unknown;
    /** Version after the approval, from which it can be withdrawn. */
    version?: number;
    /** Kept over tries, so that a repeated verdict can't count twice. */
    actions: Record<string, Action>;
}

type Request = (id: string, version: number, action: Action) => Promise<Written>;

/** Without warnings a record may be judged together with others (SPEC 5.3). */
export const mayJoin = (card: Card, action: 'approve' | 'return'): boolean =>
    ['waiting', 'failed'].includes(card.state) &&
    card.record !== undefined &&
    card.record.warnings.length === 0 &&
    card.record.allowed.includes(action);

async function inWidth<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const waiting = [...items];
    const worker = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) await work(next);
    };
    await Promise.all(Array.from({ length: WIDTH }, worker));
}

/** Records judged many at a time: one verdict, one opinion, a result for each. */
export function useBoard(grades: () => readonly Grade[]) {
    const rows = ref<HouseholdRow[]>([]);
    const total = ref(0);
    const begin = ref(0);
    const cards = ref<Card[]>([]);
    const failure = ref<unknown>();
    const isLoaded = ref(false);
    const isSending = ref(false);
    let pending: AbortController | undefined;

    /** Only pictures: without them the facts are there. */
    async function readPictures(card: Card, signal: AbortSignal): Promise<void> {
        const { id, patch_number: number } = card.row;
        const [outline, list] = await Promise.all([
            number ? getPatch(number, signal).catch(() => undefined) : undefined,
            listPhotos(id, signal).catch(() => undefined),
        ]);
        card.outline = outline;
        const front = list?.photos.find(({ slot }) => slot === FRONT);
        if (front) card.photo = photoUrl(id, front.id);
    }

    async function read(card: Card, signal: AbortSignal): Promise<void> {
        try {
            const [household, record] = await Promise.all([
                getHousehold(card.row.id, signal),
                getRecord(card.row.id, signal),
            ]);
            card.household = household;
            card.record = record;
            card.isChosen = mayJoin(card, 'approve');
            await readPictures(card, signal);
        } catch (error) {
            if (!isAbort(error)) card.unread = error;
        }
    }

    async function showBatch(): Promise<void> {
        pending?.abort();
        const { signal } = (pending = new AbortController());
        cards.value = rows.value
            .slice(begin.value, begin.value + BATCH)
            .map((row) => reactive<Card>({ row, isChosen: false, state: 'waiting', actions: {} }));
        await inWidth(cards.value, (card) => read(card, signal));
    }

    async function load(): Promise<void> {
        pending?.abort();
        failure.value = undefined;
        begin.value = 0;
        try {
            const answer = await listHouseholds({ queue: 'review', grade: grades(), page: 1, size: QUEUE });
            rows.value = answer.items;
            total.value = answer.total;
            isLoaded.value = true;
            await showBatch();
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    const hasNext = computed(() => begin.value + BATCH < rows.value.length || rows.value.length < total.value);

    /** The next batch of those listed; at their end the list is read anew. */
    async function next(): Promise<void> {
        if (isSending.value) return;
        begin.value += BATCH;
        if (begin.value < rows.value.length) await showBatch();
        else await load();
    }

    async function judge(card: Card, name: string, version: number, request: Request, done: CardState): Promise<void> {
        card.state = 'sending';
        card.failure = undefined;
        const action = (card.actions[name] ??= newAction());
        try {
            const written = await request(card.row.id, version, action);
            card.version = written.version;
            card.state = done;
            card.isChosen = false;
        } catch (error) {
            const status = error instanceof ApiProblem ? error.status : 0;
            // The server's refusal ends the action; what may still be under way keeps its key.
            if (status > 0 && status < 500) delete card.actions[name];
            card.state = status === 412 ? 'changed' : 'failed';
            card.failure = error;
        }
    }

    async function together(chosen: readonly Card[], work: (card: Card) => Promise<void>): Promise<void> {
        if (isSending.value) return;
        isSending.value = true;
        try {
            await inWidth(chosen, work);
        } finally {
            isSending.value = false;
        }
        total.value -= chosen.filter(({ state }) => state === 'approved' || state === 'returned').length;
    }

    const chosenFor = (action: 'approve' | 'return') =>
        cards.value.filter((card) => card.isChosen && mayJoin(card, action));

    const approve = (): Promise<void> =>
        together(chosenFor('approve'), (card) =>
            judge(card, 'approve', card.record!.version, approveRecord, 'approved'),
        );

    const giveBack = (body: RecordReturn): Promise<void> =>
        together(chosenFor('return'), (card) =>
            judge(card, `return ${JSON.stringify(body)}`, card.record!.version,
                (id, version, action) => returnRecord(id, version, body, action), 'returned'),
        );

    const undoable = computed(() => cards.value.filter(({ state }) => state === 'approved'));

    /** Withdraws what was approved on this board; those records then stand returned. */
    async function undo(reason: string): Promise<void> {
        const approved = undoable.value;
        await together(approved, (card) =>
            judge(card, 'withdraw', card.version!,
                (id, version, action) => withdrawRecord(id, version, reason, action), 'returned'),
        );
        total.value += approved.filter(({ state }) => state === 'returned').length;
    }

    return {
        cards, total, failure, isLoaded, isSending, hasNext, undoable,
        load, next, approve, giveBack, undo, chosenFor, stop: () => pending?.abort(),
    };
}
