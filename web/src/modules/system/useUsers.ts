import { ref, shallowRef, watch } from 'vue';
import { newAction, type Action } from '@/api/client';
import { addUser, closeUser, listUsers, resetUser } from '@/api/users';
import type { Role, User, UserAdd, UserPage, UserWithPassword } from '@/api/types';
import { divisionCode, oneOf, wholeNumber, type QueryField, type QueryFields } from '@/filters/queryFilter';
import { useLatest } from '@/api/useLatest';
import { useQueryFilter } from '@/filters/useQueryFilter';

export const roles: readonly Role[] = ['collector', 'reviewer', 'supervisor', 'administrator'];
export const userStates: readonly User['status'][] = ['active', 'closed'];

const PAGE = 50;

/** The beginning of an account, which is no personal datum. */
const accountStart: QueryField<string> = {
    empty: '',
    parse: (text) => text.slice(0, 64),
    format: (value) => value,
};

export interface UsersFilter {
    division: string | undefined;
    role: Role | '';
    status: User['status'] | '';
    account: string;
    page: number;
}

const fields: QueryFields<UsersFilter> = {
    division: divisionCode,
    role: oneOf<Role | ''>(['', ...roles], ''),
    status: oneOf<User['status'] | ''>(['', ...userStates], ''),
    account: accountStart,
    page: wholeNumber(1),
};

/** The accounts of the own area, and what an administrator does with those below. */
export function useUsers() {
    const { filter, change } = useQueryFilter(fields);
    const answer = shallowRef<UserPage>();
    const { failure, latest } = useLatest();
    const actFailure = ref<unknown>();
    const isActing = ref(false);
    /** A first password, shown this once. */
    const issued = shallowRef<UserWithPassword>();
    let attempt: { what: string; action: Action } | undefined;

    const load = () =>
        latest(async (signal) => {
            const { division, role, status, account, page } = filter.value;
            answer.value = await listUsers(
                {
                    division,
                    role: role || undefined,
                    account_status: status || undefined,
                    account: account || undefined,
                    page,
                    size: PAGE,
                },
                signal,
            );
        });

    /** Repeating the same act after a lost answer keeps its key; what came through ends it. */
    async function act<T>(what: string, request: (action: Action) => Promise<T>): Promise<T | undefined> {
        if (attempt?.what !== what) attempt = { what, action: newAction() };
        isActing.value = true;
        actFailure.value = undefined;
        try {
            const done = await request(attempt.action);
            attempt = undefined;
            await load();
            return done;
        } catch (error) {
            actFailure.value = error;
            return undefined;
        } finally {
            isActing.value = false;
        }
    }

    async function add(body: UserAdd): Promise<boolean> {
        issued.value = await act(JSON.stringify(body), (action) => addUser(body, action));
        return issued.value !== undefined;
    }

    async function reset(user: User): Promise<void> {
        issued.value = await act(`reset ${user.id}`, (action) => resetUser(user.id, action));
    }

    async function close(user: User): Promise<boolean> {
        issued.value = undefined;
        return (await act(`close ${user.id}`, (action) => closeUser(user.id, action))) !== undefined;
    }

    watch(filter, load, { immediate: true });

    return { filter, change, answer, failure, actFailure, isActing, issued, load, add, reset, close, pageSize: PAGE };
}
