import { getCandidates } from '@/api/households';
import { getPatch } from '@/api/patches';
import type { Candidate, Candidates, Proposal } from '@/api/types';

/**
 * The candidates as they were proposed for the whole village at once, with the patches as they are
 * now; those that are not in force any more are left out. The reasons of the first are the
 * proposal's, those of the others the present ranking's.
 */
export async function proposedCandidates(
    household: string,
    { candidates: proposed, reasons, none_probability }: Pick<Proposal, 'candidates' | 'reasons' | 'none_probability'>,
    signal: AbortSignal,
): Promise<Candidates> {
    const now = await getCandidates(household, signal);
    const inForce = proposed.filter(({ label }) => label.length > 0);
    const candidates = await Promise.all(
        inForce.map(async ({ number, probability }, i): Promise<Candidate> => {
            const ranked = now.candidates.find(({ patch }) => patch.number === number);
            const rest = ranked ?? { patch: (await getPatch(number, signal)).properties, reasons: [] };
            const isFirst = number === proposed[0]?.number;
            return { ...rest, rank: i + 1, probability, reasons: isFirst ? reasons : rest.reasons };
        }),
    );
    return { candidates, none_probability };
}
