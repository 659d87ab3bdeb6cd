import type { HouseholdFilter } from '@/api/households';
import type { Grade, HouseholdSearch, Housing, PatchState, Sort, Status } from '@/api/types';
import { divisionCode, flag, oneOf, oneOfMany, wholeNumber, type QueryFields } from '@/filters/queryFilter';

export const statuses: readonly Status[] = [
    'not_started',
    'draft',
    'submitted',
    'approved',
    'returned',
];
export const grades: readonly Grade[] = ['A', 'B', 'C', 'D'];
export const housings: readonly Housing[] = ['own_rural', 'other_safe', 'deceased'];
export const patchStates: readonly PatchState[] = ['linked', 'unlinked', 'not_found'];

export const sorts: readonly Sort[] = ['place', 'name', 'status_at', '-status_at'];

export const PAGE_SIZES = [20, 50, 100];

/** What the address bar holds of the list. */
export interface ListFilter {
    division: string | undefined;
    status: readonly Status[];
    grade: readonly Grade[];
    housing: readonly Housing[];
    patch_state: readonly PatchState[];
    resubmitted: boolean;
    own: boolean;
    sort: Sort;
    page: number;
    size: number;
}

export const listFields: QueryFields<ListFilter> = {
    division: divisionCode,
    status: oneOfMany(statuses),
    grade: oneOfMany(grades),
    housing: oneOfMany(housings),
    patch_state: oneOfMany(patchStates),
    resubmitted: flag,
    own: flag,
    sort: oneOf(sorts, 'place'),
    page: wholeNumber(1),
    size: wholeNumber(PAGE_SIZES[0]!),
};

export const toListQuery = (filter: ListFilter): HouseholdFilter => ({
    ...filter,
    resubmitted: filter.resubmitted || undefined,
    own: filter.own || undefined,
});

/** Half width, capitals, no spaces: as an id or a phone number is compared. */
function compact(text: string): string {
    return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

/** What was typed is an id number, a phone number, or else a name, patch number or address. */
export function termOf(text: string): Pick<HouseholdSearch, 'text' | 'id_number' | 'phone'> {
    const typed = compact(text);
    if (/^\d{17}[\dX]$/.test(typed)) return { id_number: typed };
    if (/^1\d{10}$/.test(typed)) return { phone: typed };
    return { text: text.trim() };
}

/** For the body of a search: names, ids and phones never stand in an address. */
export function toSearchBody(filter: ListFilter, text: string): HouseholdSearch {
    const { division, status, grade, housing, patch_state, resubmitted, own, sort, page, size } = filter;
    return {
        ...termOf(text),
        page,
        size,
        sort,
        ...(resubmitted && { resubmitted: 'true' }),
        ...(own && { own: 'true' }),
        ...(division && { division }),
        ...(status.length && { status: [...status] }),
        ...(grade.length && { grade: [...grade] }),
        ...(housing.length && { housing: [...housing] }),
        ...(patch_state.length && { patch_state: [...patch_state] }),
    };
}
