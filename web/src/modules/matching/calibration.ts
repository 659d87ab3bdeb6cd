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

const NAMES = ['stretch', 'stretch_deviation', 'none_offset', 'none_offset_deviation', 'cases'] as const;

/** Nothing where the run has not ended or told none. */
export function calibrationOf({ report }: Job): Calibration | undefined {
    const found = report.calibration as Partial<Calibration> | undefined;
    return found && NAMES.every((name) => typeof found[name] === 'number') ? (found as Calibration) : undefined;
}

export type Lean = 'over' | 'under' | 'none';

/** Which way a value leans that may be off by its deviation; 1.96 of them hold it in 19 of 20 cases. */
const leanOf = (difference: number, deviation: number): Lean =>
    Math.abs(difference) <= 1.96 * deviation ? 'none' : difference > 0 ? 'over' : 'under';

/** `over`: too cautious by so much; `under`: too sure. */
export const stretchLean = ({ stretch, stretch_deviation }: Calibration): Lean => leanOf(stretch - 1, stretch_deviation);

/** `over`: more households without a footprint than was thought. */
export const noneLean = ({ none_offset, none_offset_deviation }: Calibration): Lean => leanOf(none_offset, none_offset_deviation);

/** Where the factor on having no footprint lies in 19 of 20 cases. */
export const noneFactor = ({ none_offset, none_offset_deviation: deviation }: Calibration): { factor: number; low: number; high: number } => ({
    factor: Math.exp(none_offset),
    low: Math.exp(none_offset - 1.96 * deviation),
    high: Math.exp(none_offset + 1.96 * deviation),
});
