import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { newAction, type Action } from '@/api/client';
import { getHousehold } from '@/api/households';
import { ApiProblem, isAbort } from '@/api/problem';
import { getRecord, saveRecord } from '@/api/records';
import type { FieldSource, Household, HouseholdRecord, MissingField } from '@/api/types';
import { copyOf, recover, type LocalCopy } from '@/drafts/localCopy';
import { useLocalDrafts } from '@/stores/localDrafts';
import { useLookbackForm } from '@/stores/lookbackForm';
import { isSame, type Draft } from './form/edit';
import { mergeDrafts, type Clash } from './form/merge';
import { fieldOf } from './form/missing';
import type { Body, Value } from './form/model';

const AUTOSAVE_MS = 5000;
/** A server that can't be reached is asked again after this. */
const RETRY_MS = 15_000;
/** What is being typed is kept in this browser after so short a rest. */
const KEEP_MS = 250;

export interface Conflict {
    theirs: HouseholdRecord;
    clashes: Clash[];
}

const draftOf = (record: HouseholdRecord): Draft => ({
    body: record.body as Body,
    sources: record.sources as Record<string, FieldSource>,
});

/** A household's record as it is edited: kept on the server, never thought saved before it says so. */
export function useRecord(id: Ref<string>) {
    const household = shallowRef<Household>();
    const record = shallowRef<HouseholdRecord>();
    const draft = shallowRef<Draft>({ body: {}, sources: {} });
    /** Fields edited since the server last told what is missing. */
    const touched = shallowRef<ReadonlySet<string>>(new Set());
    const errors = shallowRef<Readonly<Record<string, string>>>({});
    const loadFailure = shallowRef<unknown>();
    const saveFailure = shallowRef<unknown>();
    /** The last submission was refused for what is missing. */
    const isRefused = ref(false);
    const conflict = shallowRef<Conflict>();
    /** Since when this browser keeps what the server does not have; empty: it keeps nothing. */
    const keptAt = ref('');
    /** What came back from this browser: when it was typed, and what was not kept. */
    const recovered = shallowRef<{ left: string[] }>();
    const isSaving = ref(false);
    const savedAt = ref('');
    let timer: ReturnType<typeof setTimeout> | undefined;
    const local = useLocalDrafts();
    const lookback = useLookbackForm();
    let keeping: ReturnType<typeof setTimeout> | undefined;
    let loading: AbortController | undefined;
    let running: Promise<boolean> | undefined;
    let attempt: { text: string; action: Action } | undefined;

    const isDirty = computed(
        () =>
            record.value !== undefined &&
            !(
                isSame(draft.value.body, record.value.body) &&
                isSame(draft.value.sources, record.value.sources)
            ),
    );
    const may = (action: HouseholdRecord['allowed'][number]) =>
        record.value?.allowed.includes(action) ?? false;

    function adopt(fresh: HouseholdRecord): void {
        record.value = fresh;
        draft.value = draftOf(fresh);
        touched.value = new Set();
        savedAt.value = fresh.updated_at ?? '';
    }

    async function load(): Promise<void> {
        loading?.abort();
        const current = new AbortController();
        loading = current;
        clearTimeout(timer);
        loadFailure.value = saveFailure.value = conflict.value = undefined;
        isRefused.value = false;
        recovered.value = undefined;
        keptAt.value = '';
        errors.value = {};
        try {
            const [person, fresh, copy] = await Promise.all([
                getHousehold(id.value, current.signal),
                getRecord(id.value, current.signal),
                local.find(id.value),
            ]);
            if (current.signal.aborted) return;
            household.value = person;
            adopt(fresh);
            if (copy) takeCopy(copy);
        } catch (error) {
            if (!isAbort(error)) loadFailure.value = error;
        }
    }

    /** Goes on from what this browser kept; where nobody may save any more, it is of no use. */
    function takeCopy(copy: LocalCopy): void {
        if (!may('save')) {
            void local.drop(id.value);
            return;
        }
        const { merged, clashes } = recover(copy, draft.value);
        draft.value = merged;
        recovered.value = { left: copy.left };
        conflict.value = clashes.length > 0 ? { theirs: record.value!, clashes } : undefined;
        if (isDirty.value) schedule();
        else void local.drop(id.value);
    }

    async function keep(): Promise<void> {
        clearTimeout(keeping);
        const { form } = lookback;
        const edited = record.value;
        if (!form || !edited || !may('save')) return;
        const household = edited.household_id;
        if (!isDirty.value) {
            keptAt.value = '';
            await local.drop(household);
            return;
        }
        keptAt.value = (await local.keep(household, copyOf(form, edited.body as Body, draft.value))) ?? '';
        // Saved or left meanwhile.
        if (!isDirty.value && record.value?.household_id === household) await keep();
    }

    /** Reads again what the server works out, without touching what is being edited. */
    async function refresh(): Promise<void> {
        const before = draft.value;
        const [person, fresh] = await Promise.all([getHousehold(id.value), getRecord(id.value)]);
        if (fresh.household_id !== id.value) return;
        household.value = person;
        if (before === draft.value && fresh.version === record.value?.version && !isDirty.value) {
            adopt(fresh);
            return;
        }
        if (!record.value) return;
        record.value = { ...fresh, body: record.value.body, sources: record.value.sources, version: record.value.version };
    }

    function schedule(): void {
        clearTimeout(timer);
        if (may('save')) timer = setTimeout(() => void save(), AUTOSAVE_MS);
    }

    function change(next: Draft, names: readonly string[]): void {
        draft.value = next;
        touched.value = new Set([...touched.value, ...names]);
        errors.value = Object.fromEntries(
            Object.entries(errors.value).filter(([pointer]) => !names.includes(fieldOf(pointer))),
        );
        clearTimeout(keeping);
        keeping = setTimeout(() => void keep(), KEEP_MS);
        schedule();
    }

    function takeConflict(theirs: HouseholdRecord): void {
        const base = record.value!.body as Body;
        const { merged, clashes } = mergeDrafts(base, draft.value, draftOf(theirs));
        record.value = theirs;
        draft.value = merged;
        saveFailure.value = undefined;
        errors.value = {};
        conflict.value = clashes.length > 0 ? { theirs, clashes } : undefined;
    }

    function takeFailure(error: unknown): void {
        if (!(error instanceof ApiProblem)) throw error;
        if (error.status === 412 && error.problem.current) {
            takeConflict(error.problem.current);
            return;
        }
        if (error.errors.length > 0)
            errors.value = Object.fromEntries(error.errors.map(({ field, message }) => [field, message]));
        saveFailure.value = error;
    }

    /** The server took the record for incomplete: its findings stand until the fields are edited. */
    function takeRefusal(findings: MissingField[]): void {
        record.value = { ...record.value!, missing: findings };
        touched.value = new Set();
        errors.value = Object.fromEntries(findings.map(({ field, message }) => [field, message]));
        isRefused.value = true;
    }

    /** One request per content, so that a repeated one is recognised by its key. */
    function actionFor(text: string): Action {
        if (attempt?.text !== text) attempt = { text, action: newAction() };
        return attempt.action;
    }

    async function write(): Promise<boolean> {
        const sent = draft.value;
        const { patch, ...body } = sent.body as Record<string, Value>;
        void patch;
        const content = { body, sources: { ...sent.sources } };
        const version = record.value!.version;
        const key = `${id.value} ${version} ${JSON.stringify(content)}`;
        try {
            const written = await saveRecord(id.value, version, content, actionFor(key));
            saveFailure.value = undefined;
            errors.value = {};
            savedAt.value = new Date().toISOString();
            record.value = {
                ...record.value!,
                version: written.version,
                status: written.status ?? record.value!.status,
                body: sent.body,
                sources: { ...sent.sources },
            };
        } catch (error) {
            takeFailure(error);
            return false;
        }
        await keep();
        await refresh().catch((error: unknown) => {
            if (!(error instanceof ApiProblem)) throw error;
        });
        return true;
    }

    /** Saves what is not saved yet; false where the server did not take it. */
    async function save(): Promise<boolean> {
        clearTimeout(timer);
        if (running) await running;
        if (!record.value || conflict.value) return false;
        if (!isDirty.value || !may('save')) return true;
        isSaving.value = true;
        running = write();
        try {
            const isSaved = await running;
            if (isSaved && isDirty.value) schedule();
            if (!isSaved && !conflict.value && !saveFailure.value) schedule();
            if (isUnreachable()) timer = setTimeout(() => void save(), RETRY_MS);
            return isSaved;
        } finally {
            running = undefined;
            isSaving.value = false;
        }
    }

    const isUnreachable = () => saveFailure.value instanceof ApiProblem && saveFailure.value.status === 0;
    const onOnline = () => void (isUnreachable() && save());
    const onHidden = () => void (document.visibilityState === 'hidden' && keep());

    watch(id, load, { immediate: true });
    window.addEventListener('online', onOnline);
    document.addEventListener('visibilitychange', onHidden);
    onScopeDispose(() => {
        window.removeEventListener('online', onOnline);
        document.removeEventListener('visibilitychange', onHidden);
        clearTimeout(timer);
        clearTimeout(keeping);
        loading?.abort();
    });

    return {
        household, record, draft, touched, errors, loadFailure, saveFailure, conflict, isSaving, savedAt, isDirty,
        keptAt, recovered, isRefused, may, keep, load, refresh, change, save, takeFailure, takeRefusal,
    };
}

export type RecordEditor = ReturnType<typeof useRecord>;
