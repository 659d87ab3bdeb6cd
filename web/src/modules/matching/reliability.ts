import type { ReliabilityBin } from '@/api/types';

export interface PlotDot {
    /** Mean probability and share of right ones, 0 to 1. */
    probability: number;
    right: number;
    /** 95 % interval of the share. */
    low: number;
    high: number;
    checked: number;
}

const Z = 1.96;

/** Wilson's score interval of `right` in `checked`, at 95 % (Wilson 1927). */
export function wilson(right: number, checked: number): [low: number, high: number] {
    const share = right / checked;
    const z2 = (Z * Z) / checked;
    const centre = (share + z2 / 2) / (1 + z2);
    const half = (Z * Math.sqrt((share * (1 - share)) / checked + z2 / (4 * checked))) / (1 + z2);
    return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** A dot for each bin with decisions in it. */
export const dotsOf = (bins: readonly ReliabilityBin[]): PlotDot[] =>
    bins
        .filter(({ checked }) => checked > 0)
        .map(({ mean_probability: probability, right, checked }) => {
            const [low, high] = wilson(right, checked);
            return { probability, right: right / checked, low, high, checked };
        });
