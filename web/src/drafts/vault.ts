import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** A text kept in this browser, sealed; `id` names the record and is no personal datum. */
interface SealedRow {
    owner: string;
    id: string;
    savedAt: string;
    iv: Uint8Array<ArrayBuffer>;
    box: ArrayBuffer;
}

interface Schema extends DBSchema {
    drafts: { key: [string, string]; value: SealedRow; indexes: { owner: string } };
}

const LONGEST_DAYS = 30;
const DAY_MS = 86_400_000;

export interface Kept {
    id: string;
    savedAt: string;
}

/** Sealed texts of one account; another account's are neither readable nor listed. */
export interface Vault {
    put: (id: string, text: string) => Promise<Kept>;
    /** Undefined where there is none, or none that the key opens. */
    get: (id: string) => Promise<string | undefined>;
    remove: (id: string) => Promise<void>;
    /** Oldest first; what is older than a month is taken out before. */
    list: () => Promise<Kept[]>;
    clear: () => Promise<void>;
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
    const binary = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

const hex = (bytes: ArrayBuffer): string =>
    Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

const open = () =>
    openDB<Schema>('tuban', 1, {
        upgrade: (database) => {
            database.createObjectStore('drafts', { keyPath: ['owner', 'id'] }).createIndex('owner', 'owner');
        },
    });

/** AES-256-GCM with the account's key; owner and record are bound to the text. */
function sealedVault(database: IDBPDatabase<Schema>, key: CryptoKey, owner: string): Vault {
    const bound = (id: string) => new TextEncoder().encode(`${owner} ${id}`);

    async function put(id: string, text: string): Promise<Kept> {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const algorithm = { name: 'AES-GCM', iv, additionalData: bound(id) };
        const box = await crypto.subtle.encrypt(algorithm, key, new TextEncoder().encode(text));
        const savedAt = new Date().toISOString();
        await database.put('drafts', { owner, id, savedAt, iv, box });
        return { id, savedAt };
    }

    async function get(id: string): Promise<string | undefined> {
        const row = await database.get('drafts', [owner, id]);
        if (!row) return undefined;
        const algorithm = { name: 'AES-GCM', iv: row.iv, additionalData: bound(id) };
        try {
            return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, row.box));
        } catch {
            await remove(id);
            return undefined;
        }
    }

    const remove = (id: string): Promise<void> => database.delete('drafts', [owner, id]);

    async function list(): Promise<Kept[]> {
        const rows = await database.getAllFromIndex('drafts', 'owner', owner);
        const isOld = ({ savedAt }: Kept) => Date.now() - Date.parse(savedAt) > LONGEST_DAYS * DAY_MS;
        await Promise.all(rows.filter(isOld).map(({ id }) => remove(id)));
        return rows
            .filter((row) => !isOld(row))
            .map(({ id, savedAt }) => ({ id, savedAt }))
            .sort((a, b) => (a.savedAt < b.savedAt ? -1 : 1));
    }

    async function clear(): Promise<void> {
        const keys = await database.getAllKeysFromIndex('drafts', 'owner', owner);
        await Promise.all(keys.map((place) => database.delete('drafts', place)));
    }

    return { put, get, remove, list, clear };
}

/**
 * The vault of an account's key (256 bits, base64url). Undefined where the browser offers no
 * encryption (a page without TLS) or no storage (a private window).
 */
export async function openVault(keyText: string): Promise<Vault | undefined> {
    // Typed as always there, but absent outside secure contexts.
    if (!(crypto.subtle as SubtleCrypto | undefined) || typeof indexedDB === 'undefined') return undefined;
    const raw = bytesOf(keyText);
    try {
        const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
        const owner = hex(await crypto.subtle.digest('SHA-256', raw));
        return sealedVault(await open(), key, owner);
    } catch {
        return undefined;
    } finally {
        raw.fill(0);
    }
}
