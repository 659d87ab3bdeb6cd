import type { Job } from '@/api/types';

/** What people's decisions in the county did to its probabilities, from the report of a run. */
export interface Calibration {
    /** The power that every probability is raised to; below 1 they were too sure. */
    stretch: number;
    stretch_deviation: number;
    /** Natural logarithm of the factor on having no footprint. */
    none_offset: number;
    none_offset_deviation: number;
    /** Single decisions that it stands on. */
    cases: number;
}

/** So many of them hold a value in 19 of 20 cases. */
const DEVIATIONS = 1.96;

const NAMES = ['stretch', 'stretch_deviation', 'none_offset', 'none_offset_deviation', 'cases'] as const;

/** Nothing where the run has not ended or told none. */
export function calibrationOf({ report }: Job): Calibration | undefined {
    const found = report.calibration as Partial<Calibration> | undefined;
    return found && NAMES.every((name) => typeof found[name] === 'number') ? (found as Calibration) : undefined;
}

export type Lean = 'over' | 'under' | 'none';

/** Which way a value leans that may be off by its deviation. */
const leanOf = (difference: number, deviation: number): Lean =>
    Math.abs(difference) <= DEVIATIONS * deviation ? 'none' : difference > 0 ? 'over' : 'under';

/** `over`: too cautious by so much; `under`: too sure. */
export const stretchLean = ({ stretch, stretch_deviation }: Calibration): Lean => leanOf(stretch - 1, stretch_deviation);

/** `over`: more households without a footprint than was thought. */
export const noneLean = ({ none_offset, none_offset_deviation }: Calibration): Lean => leanOf(none_offset, none_offset_deviation);

/** A value with where it lies in 19 of 20 cases. */
export interface Bounded {
    value: number;
    low: number;
    high: number;
}

/** What a probability has become that was `before`, all others together being the rest. */
function became(before: number, stretch: number, factor: number): number {
    const odds = factor * (before / (1 - before)) ** stretch;
    return odds / (1 + odds);
}

/** Of a house. */
export function houseBecame(before: number, { stretch, stretch_deviation: deviation }: Calibration): Bounded {
    const at = (power: number) => became(before, Math.max(0, power), 1);
    const ends = [at(stretch - DEVIATIONS * deviation), at(stretch + DEVIATIONS * deviation)];
    return { value: at(stretch), low: Math.min(...ends), high: Math.max(...ends) };
}

/** Of having no footprint. */
export function noneBecame(before: number, { stretch, none_offset: offset, none_offset_deviation: deviation }: Calibration): Bounded {
    const at = (exponent: number) => became(before, stretch, Math.exp(exponent));
    return { value: at(offset), low: at(offset - DEVIATIONS * deviation), high: at(offset + DEVIATIONS * deviation) };
}
