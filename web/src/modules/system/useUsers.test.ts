import { effectScope, ref } from 'vue';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, localProblem } from '@/api/problem';
import * as api from '@/api/users';
import type { User } from '@/api/types';
import { useUsers } from './useUsers';

vi.mock('@/api/users');
vi.mock('@/filters/useQueryFilter', () => ({
    useQueryFilter: () => ({
        filter: ref({ division: undefined, role: 'reviewer', status: '', account: '', page: 1 }),
        change: vi.fn(),
    }),
}));

const user = { id: '9', account: '990101' } as User;
const add = vi.mocked(api.addUser);
const body = { account: '990101', role: 'reviewer' as const, division: '990101000000' };
const keyOf = (call: number) => add.mock.calls[call]![1]!.key;

const users = () => effectScope().run(useUsers)!;

beforeEach(() => {
    vi.resetAllMocks();
    vi.mocked(api.listUsers).mockResolvedValue({ total: 1, page: 1, size: 50, items: [user] });
    add.mockResolvedValue({ user, password: 'once' });
});

describe('the accounts of an area', () => {
    it('are asked for with the filters that are set', () => {
        users();
        const asked = vi.mocked(api.listUsers).mock.calls[0]![0];
        expect(asked).toEqual({ division: undefined, role: 'reviewer', account_status: undefined, account: undefined, page: 1, size: 50 });
    });

    it('are read anew after each act, whose password is shown', async () => {
        const page = users();
        expect(await page.add(body)).toBe(true);
        expect(page.issued.value?.password).toBe('once');
        expect(api.listUsers).toHaveBeenCalledTimes(2);
    });
});

describe('opening an account', () => {
    it('keeps its key while the answer was lost, so that no second one is opened', async () => {
        add.mockRejectedValueOnce(localProblem(0, 'unreachable'));
        const page = users();
        expect(await page.add(body)).toBe(false);
        await page.add(body);
        expect(keyOf(0)).toBe(keyOf(1));
        await page.add(body);
        expect(keyOf(2)).not.toBe(keyOf(1));
    });

    it('tells why it was refused and shows no password', async () => {
        const refusal = new ApiProblem({ type: '', title: '', status: 409, code: 'login_taken', request_id: 'R' });
        add.mockRejectedValue(refusal);
        const page = users();
        await page.add(body);
        expect(page.actFailure.value).toBe(refusal);
        expect(page.issued.value).toBeUndefined();
        expect(page.isActing.value).toBe(false);
    });
});

describe('closing an account', () => {
    it('takes a password that still stands there off the screen', async () => {
        vi.mocked(api.closeUser).mockResolvedValue(user);
        const page = users();
        await page.add(body);
        expect(await page.close(user)).toBe(true);
        expect(page.issued.value).toBeUndefined();
    });
});
