import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import type { LocalCopy } from '@/drafts/localCopy';
import { openVault, type Kept, type Vault } from '@/drafts/vault';
import { useSession } from './session';

/** Copies of records that the server does not have yet, sealed with the account's key. */
export const useLocalDrafts = defineStore('localDrafts', () => {
    const session = useSession();
    const kept = ref<Kept[]>([]);
    let vault: Promise<Vault | undefined> = Promise.resolve(undefined);

    async function refresh(): Promise<void> {
        kept.value = (await (await vault)?.list().catch(() => [])) ?? [];
    }

    /** When it was kept; undefined where this browser can't keep anything. */
    async function keep(id: string, copy: LocalCopy): Promise<string | undefined> {
        try {
            const entry = await (await vault)?.put(id, JSON.stringify(copy));
            if (!entry) return undefined;
            kept.value = [...kept.value.filter((other) => other.id !== id), entry];
            return entry.savedAt;
        } catch {
            return undefined;
        }
    }

    async function find(id: string): Promise<LocalCopy | undefined> {
        const text = await (await vault)?.get(id).catch(() => undefined);
        return text === undefined ? undefined : (JSON.parse(text) as LocalCopy);
    }

    async function drop(id: string): Promise<void> {
        await (await vault)?.remove(id).catch(() => undefined);
        kept.value = kept.value.filter((other) => other.id !== id);
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

    const count = computed(() => kept.value.length);
    return { kept, count, keep, find, drop, wipeAfter };
});
