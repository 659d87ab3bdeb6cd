import type { Grade, Status } from '@/api/types';

export type Link = 'unlinked' | 'proposed' | 'linked' | 'several';

/** State of a patch as state tiles list it; what is not listed is all zero. */
export interface PatchState {
    link: number;
    grade: number;
    status: number;
}

export const defaultState: PatchState = { link: 0, grade: 0, status: 0 };

const links: readonly Link[] = ['unlinked', 'proposed', 'linked', 'several'];
const grades: readonly Grade[] = ['', 'A', 'B', 'C', 'D'];
const statuses: readonly Status[] = ['not_started', 'draft', 'submitted', 'approved', 'returned'];

export const linkOf = (state: PatchState): Link => links[state.link] ?? 'unlinked';
export const gradeOf = (state: PatchState): Grade => grades[state.grade] ?? '';
export const statusOf = (state: PatchState): Status => statuses[state.status] ?? 'not_started';

/** As if nothing had been proposed. */
export const withoutProposal = (state: PatchState): PatchState =>
    linkOf(state) === 'proposed' ? { ...state, link: defaultState.link } : state;

export interface StateChange {
    id: number;
    state: PatchState;
}

/** What has to be set on the map to get from one set of states to another. */
export function changesBetween(
    before: ReadonlyMap<number, PatchState>,
    after: ReadonlyMap<number, PatchState>,
): StateChange[] {
    const changes: StateChange[] = [];
    for (const [id, state] of after) {
        const old = before.get(id) ?? defaultState;
        if (old.link !== state.link || old.grade !== state.grade || old.status !== state.status)
            changes.push({ id, state });
    }
    for (const id of before.keys()) if (!after.has(id)) changes.push({ id, state: defaultState });
    return changes;
}
