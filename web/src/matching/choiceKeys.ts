import { t } from '@/i18n';
import type { KeyBinding } from '@/keys/useKeys';

interface Actions {
    pick: (rank: number) => unknown;
    pickNone: () => void;
    skip: () => unknown;
    isActive: () => boolean;
    /** Where one may go on before the household is there. */
    canSkip?: () => boolean;
    noneLabel?: string;
}

const RANKS = [1, 2, 3, 4, 5];

/** The keys of a household's candidates, the same wherever they are shown. */
export function choiceKeys({ pick, pickNone, skip, isActive, canSkip = isActive, noneLabel }: Actions): KeyBinding[] {
    const { keys, candidates } = t.matching;
    return [
        ...RANKS.map((rank) => ({ key: String(rank), label: keys.pick, run: () => void pick(rank), isActive })),
        { key: 'N', label: noneLabel ?? candidates.notFound, run: pickNone, isActive },
        { key: 'S', label: keys.skip, run: () => void skip(), isActive: canSkip },
    ];
}
