import type { DivisionMark, GradeCounts } from '@/api/types';
import { everything, matches, type PatchFilter } from './patchFilter';
import { defaultState, gradeOf, type PatchState } from './states';
import type { Bounds } from './tiles';

const none = (): GradeCounts => ({ A: 0, B: 0, C: 0, D: 0, none: 0 });

/** Households of the villages whose mark lies within the bounds. */
export function countMarks(marks: readonly DivisionMark[], bounds: Bounds): GradeCounts {
    const counts = none();
    for (const { lon, lat, grades } of marks) {
        if (lon < bounds.west || lon > bounds.east || lat < bounds.south || lat > bounds.north) continue;
        for (const grade of ['A', 'B', 'C', 'D', 'none'] as const) counts[grade] += grades[grade];
    }
    return counts;
}

export interface DrawnPatch {
    id: number;
    attributes: Readonly<Record<string, unknown>>;
}

/** Patches that stand out, by the worst grade of their households. */
export function countPatches(
    drawn: Iterable<DrawnPatch>,
    states: ReadonlyMap<number, PatchState>,
    filter: PatchFilter = everything,
): GradeCounts {
    const counts = none();
    const seen = new Set<number>();
    for (const { id, attributes } of drawn) {
        const state = states.get(id) ?? defaultState;
        if (seen.has(id) || !matches(filter, state, attributes)) continue;
        seen.add(id);
        counts[gradeOf(state) || 'none'] += 1;
    }
    return counts;
}
