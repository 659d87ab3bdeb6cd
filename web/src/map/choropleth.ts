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
    /** Place of a division's colour in the ramp, by its code; those with too few are not there. */
    classOf: ReadonlyMap<string, number>;
    tooFew: ReadonlySet<string>;
}

/** Below so many a share says more about persons than about a place. */
export const LEAST = 10;
/** In percent; breaks are multiples of the widest that will do. */
const STEPS = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1];

const percent = ({ part, whole }: Figure) => (100 * part) / whole;
const placeOf = (share: number, breaks: readonly number[]) => breaks.filter((from) => from <= share).length;

/** Breaks halfway between the shares at the quantiles, rounded, that leave each class at least half of its even part; none where no step does. */
function roundBreaks(sorted: readonly number[], count: number): readonly number[] | undefined {
    for (const step of STEPS) {
        const breaks = Array.from({ length: count - 1 }, (_, i) => {
            const above = Math.floor(((i + 1) * sorted.length) / count);
            const between = (sorted[above - 1]! + sorted[above]!) / 2;
            return Number((Math.round(between / step) * step).toFixed(1));
        });
        const held = Array.from({ length: count }, () => 0);
        for (const share of sorted) held[placeOf(share, breaks)]! += 1;
        const isRising = breaks.every((at, i) => i === 0 || breaks[i - 1]! < at);
        if (isRising && Math.min(...held) >= sorted.length / (2 * count)) return breaks;
    }
    return undefined;
}

/** At most five classes, with round breaks, that hold about as many divisions each; fewer where shares are alike. */
function breaksOf(shares: readonly number[]): readonly number[] {
    const sorted = [...shares].sort((a, b) => a - b);
    for (let count = Math.min(palette.ramp.length, sorted.length); count > 1; count -= 1) {
        const breaks = roundBreaks(sorted, count);
        if (breaks) return breaks;
    }
    return [];
}

/** So many colours, spread over the whole ramp; one alone is the middle one. */
const coloursOf = (count: number): readonly number[] => {
    const last = palette.ramp.length - 1;
    return Array.from({ length: count }, (_, i) => (count === 1 ? last / 2 : Math.round((i * last) / (count - 1))));
};

/** The divisions by their shares in classes that tell them apart. */
export function choroplethOf(figures: readonly Figure[]): Choropleth {
    const enough = figures.filter(({ whole }) => whole >= LEAST);
    const breaks = breaksOf(enough.map(percent));
    const places = enough.map((figure) => placeOf(percent(figure), breaks));
    const colours = coloursOf(enough.length > 0 ? breaks.length + 1 : 0);
    return {
        classes: colours.map((colour, i) => ({
            colour: palette.ramp[colour]!,
            ...(i > 0 ? { from: breaks[i - 1] } : {}),
            ...(i < breaks.length ? { to: breaks[i] } : {}),
            divisions: places.filter((place) => place === i).length,
        })),
        classOf: new Map(enough.map(({ code }, i) => [code, colours[places[i]!]!])),
        tooFew: new Set(figures.filter(({ whole }) => whole < LEAST).map(({ code }) => code)),
    };
}
