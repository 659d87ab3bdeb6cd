import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import type { LocalCopy } from '@/drafts/localCopy';
import { openVault, type Kept, type Vault } from '@/drafts/vault';
import { useSession } from './session';

/** Photos stand beside the copies of records, each under its household and a key of its own. */
const placeOf = (household: string, key: string) => `${household} ${key}`;

export interface KeptFile {
    household: string;
    key: string;
    text: string;
}

/** Copies of records and photos that the server does not have yet, sealed with the account's key. */
export const useLocalDrafts = defineStore('localDrafts', () => {
    const session = useSession();
    const kept = ref<Kept[]>([]);
    let vault: Promise<Vault | undefined> = Promise.resolve(undefined);

    async function refresh(): Promise<void> {
        kept.value = (await (await vault)?.list().catch(() => [])) ?? [];
    }

    async function put(id: string, text: string): Promise<string | undefined> {
        try {
            const entry = await (await vault)?.put(id, text);
            if (!entry) return undefined;
            kept.value = [...kept.value.filter((other) => other.id !== id), entry];
            return entry.savedAt;
        } catch {
            return undefined;
        }
    }

    /** When it was kept; undefined where this browser can't keep anything. */
    const keep = (id: string, copy: LocalCopy): Promise<string | undefined> => put(id, JSON.stringify(copy));

    async function find(id: string): Promise<LocalCopy | undefined> {
        const text = await (await vault)?.get(id).catch(() => undefined);
        return text === undefined ? undefined : (JSON.parse(text) as LocalCopy);
    }

    async function drop(id: string): Promise<void> {
        await (await vault)?.remove(id).catch(() => undefined);
        kept.value = kept.value.filter((other) => other.id !== id);
    }

    /** Whether this browser keeps it. */
    const keepPhoto = async (household: string, key: string, text: string): Promise<boolean> =>
        (await put(placeOf(household, key), text)) !== undefined;

    const dropPhoto = (household: string, key: string): Promise<void> => drop(placeOf(household, key));

    /** Those of every household, oldest first. */
    async function findPhotos(): Promise<KeptFile[]> {
        const mine = await vault;
        const files = ((await mine?.list().catch(() => [])) ?? []).filter(({ id }) => id.includes(' '));
        const texts = await Promise.all(files.map(({ id }) => mine!.get(id).catch(() => undefined)));
        return files.flatMap(({ id }, i) => {
            const [household, key] = id.split(' ');
            return texts[i] === undefined ? [] : [{ household: household!, key: key!, text: texts[i] }];
        });
    }

    /** Leaves nothing behind once `leave` is done; where it fails, all stays. */
    async function wipeAfter(leave: () => Promise<void>): Promise<void> {
        const mine = await vault;
        await leave();
        await mine?.clear().catch(() => undefined);
        kept.value = [];
    }

    watch(
        () => session.me?.draft_key,
        (key) => {
            vault = key ? openVault(key) : Promise.resolve(undefined);
            void refresh();
        },
        { immediate: true },
    );

    /** Households of which this browser holds anything. */
    const households = computed(() => [...new Set(kept.value.map(({ id }) => id.split(' ')[0]!))]);
    const count = computed(() => households.value.length);
    return { households, count, keep, find, drop, keepPhoto, dropPhoto, findPhotos, wipeAfter };
});
