import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openVault, type Vault } from './vault';

const MINE = 'zIqv4fp27ODuRcJ44Acv8fi-_6GV0zh95gtWyu2gq_o';
const THEIRS = 'AAAv4fp27ODuRcJ44Acv8fi-_6GV0zh95gtWyu2gq_o';

async function vaultOf(key: string): Promise<Vault> {
    return (await openVault(key))!;
}

const raw = async () => (await openDB('tuban')).getAll('drafts') as Promise<Record<string, unknown>[]>;

afterEach(async () => {
    vi.useRealTimers();
    await (await vaultOf(MINE)).clear();
    await (await vaultOf(THEIRS)).clear();
});

describe('the vault of an account', () => {
    it('gives back what was put, to the same key opened anew', async () => {
        await (await vaultOf(MINE)).put('7', '层数 2');
        expect(await (await vaultOf(MINE)).get('7')).toBe('层数 2');
    });

    it('keeps no readable text', async () => {
        await (await vaultOf(MINE)).put('7', '{"surveyor":"周野"}');
        const [row] = await raw();
        const bytes = new TextDecoder().decode(row!.box as ArrayBuffer);
        expect(bytes).not.toContain('surveyor');
        expect(JSON.stringify(row)).not.toContain(MINE);
    });

    it('does not open, list or clear what is another account\'s', async () => {
        await (await vaultOf(MINE)).put('7', '层数 2');
        const other = await vaultOf(THEIRS);
        expect(await other.get('7')).toBeUndefined();
        expect(await other.list()).toEqual([]);
        await other.clear();
        expect(await (await vaultOf(MINE)).list()).toHaveLength(1);
    });

    it('takes out what was altered, and what was moved to another record', async () => {
        const vault = await vaultOf(MINE);
        await vault.put('7', '层数 2');
        const [row] = await raw();
        await (await openDB('tuban')).put('drafts', { ...row, id: '8' });
        expect(await vault.get('8')).toBeUndefined();
        expect((await vault.list()).map(({ id }) => id)).toEqual(['7']);
    });

    it('forgets what is older than a month', async () => {
        vi.useFakeTimers({ now: new Date('2024-09-01'), toFake: ['Date'] });
        const vault = await vaultOf(MINE);
        await vault.put('7', 'x');
        vi.setSystemTime(new Date('2024-09-30'));
        expect(await vault.list()).toHaveLength(1);
        vi.setSystemTime(new Date('2024-10-02'));
        expect(await vault.list()).toEqual([]);
    });

    it('is not there where the browser offers no encryption', async () => {
        vi.stubGlobal('crypto', {});
        expect(await openVault(MINE)).toBeUndefined();
        vi.unstubAllGlobals();
    });
});
