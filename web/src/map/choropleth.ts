import { palette } from './palette';

export type Measure = 'share' | 'progress';

/** What a division is coloured by: so many of so many. */
export interface Figure {
    code: string;
    part: number;
    whole: number;
}

export interface ShareClass {
    colour: string;
    /** In percent; the lowest class has no beginning, the highest no end. */
    from?: number;
    to?: number;
    divisions: number;
}

export interface Choropleth {
    /** Lowest first. */
    classes: readonly ShareClass[];
    /** Place of a division's class, by its code; those with too few are not there. */
    classOf: ReadonlyMap<string, number>;
    tooFew: ReadonlySet<string>;
}

/** Below so many a share says more about persons than about a place. */
export const LEAST = 10;
const STEPS = [0.5, 1, 2, 2.5, 5, 10];
const FIFTH = 20;

const percent = ({ part, whole }: Figure) => (100 * part) / whole;

/** The narrowest round classes that hold the lowest and the highest. */
function roundClasses(lowest: number, highest: number): { base: number; step: number } {
    const baseOf = (step: number) => Math.floor(lowest / step) * step;
    const step = STEPS.find((width) => baseOf(width) + width * palette.ramp.length > highest) ?? FIFTH;
    return { base: step === FIFTH ? 0 : baseOf(step), step };
}

/** Five classes of equal width: of progress the fifths, of a share those that tell its divisions apart. */
export function choroplethOf(measure: Measure, figures: readonly Figure[]): Choropleth {
    const enough = figures.filter(({ whole }) => whole >= LEAST);
    const shares = enough.map(percent);
    const { base, step } =
        measure === 'progress' || shares.length === 0 ? { base: 0, step: FIFTH } : roundClasses(Math.min(...shares), Math.max(...shares));
    const last = palette.ramp.length - 1;
    const classOf = new Map(enough.map((figure) => [figure.code, Math.min(last, Math.floor((percent(figure) - base) / step))]));
    const found = [...classOf.values()];
    return {
        classes: palette.ramp.map((colour, i) => ({
            colour,
            ...(i > 0 ? { from: base + i * step } : {}),
            ...(i < last ? { to: base + (i + 1) * step } : {}),
            divisions: found.filter((place) => place === i).length,
        })),
        classOf,
        tooFew: new Set(figures.filter(({ whole }) => whole < LEAST).map(({ code }) => code)),
    };
}
