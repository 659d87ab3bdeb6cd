import type { DivisionMark, GradeCounts } from '@/api/types';
import { gradeOf, type PatchState } from './states';
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

/** Patches by the worst grade of their households. */
export function countPatches(
    ids: Iterable<number>,
    states: ReadonlyMap<number, PatchState>,
): GradeCounts {
    const counts = none();
    for (const id of new Set(ids)) {
        const state = states.get(id);
        counts[(state && gradeOf(state)) || 'none'] += 1;
    }
    return counts;
}
