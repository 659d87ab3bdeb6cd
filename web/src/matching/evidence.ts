import type { Candidate } from '@/api/types';
import { t } from '@/i18n';

export type Reason = Candidate['reasons'][number];

export interface Evidence {
    /** What speaks for the match, strongest first. */
    supports: readonly Reason[];
    /** What speaks against it, strongest first. */
    against: readonly Reason[];
}

const byStrength = (a: Reason, b: Reason) => Math.abs(b.weight) - Math.abs(a.weight);

export function evidenceOf(reasons: readonly Reason[]): Evidence {
    return {
        supports: reasons.filter(({ weight }) => weight >= 0).sort(byStrength),
        against: reasons.filter(({ weight }) => weight < 0).sort(byStrength),
    };
}

const BEYOND_COUNTING = 1000;

const rounded = (factor: number) => (factor < 10 ? factor.toFixed(1).replace(/\.0$/, '') : factor.toFixed(0));

/** A log-likelihood ratio as a factor: 2.3 → 10 倍, −1.6 → 1/5; none where it changes nothing. */
export function factorText(weight: number): string {
    const factor = Math.exp(Math.abs(weight));
    if (factor < 1.05) return '';
    if (factor >= BEYOND_COUNTING) return weight > 0 ? t.matching.beyondFor : t.matching.beyondAgainst;
    return weight > 0 ? t.matching.times(rounded(factor)) : t.matching.fraction(rounded(factor));
}

/** Lower bounds of probability, and the word from there on. */
const words: readonly (readonly [least: number, word: string])[] = [
    [0.99, t.matching.words.certain],
    [0.9, t.matching.words.veryLikely],
    [0.6, t.matching.words.likely],
    [0.3, t.matching.words.possible],
    [0.05, t.matching.words.unlikely],
    [0, t.matching.words.veryUnlikely],
];

export const likelihoodWord = (probability: number): string =>
    words.find(([least]) => probability >= least)?.[1] ?? t.matching.words.veryUnlikely;

/** 0.927 → 93%, 0.9984 → 99.8%; never 100% or 0%, as nothing is certain. */
export function percentText(probability: number): string {
    const percent = 100 * probability;
    if (percent > 99.9) return '>99.9%';
    if (percent > 99) return `${percent.toFixed(1)}%`;
    return percent < 1 ? '<1%' : `${percent.toFixed(0)}%`;
}

/** Who has the patch, as far as the server tells; empty where it is free or this household's own. */
export function takenText({ patch, taken_by: masked }: Candidate, own: string | undefined): string {
    if (patch.number === own) return '';
    const others = patch.households ?? [];
    const name = others[0]?.head_name ?? masked;
    if (name) return others.length > 1 ? t.matching.takenByMany(name, others.length) : t.matching.takenBy(name);
    return patch.link === 'linked' || patch.link === 'several' ? t.matching.taken : '';
}

/** Twice as likely; what tells less stands in the note on the chosen candidate alone. */
export const WORTH_TELLING = Math.log(2);

/** What speaks against a candidate most, where it is worth telling; who has taken the house is told apart. */
export const strongestAgainst = (against: readonly Reason[]): string | undefined =>
    against.find(({ code, weight }) => code !== 'taken' && weight <= -WORTH_TELLING)?.text;
