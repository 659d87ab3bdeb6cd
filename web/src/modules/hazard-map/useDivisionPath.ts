import { shallowRef, watch, type Ref } from 'vue';
import { VILLAGE_LEVEL, getDivision, getDivisionMarks } from '@/api/divisions';
import type { Division, DivisionMark } from '@/api/types';
import type { Bounds } from '@/map/tiles';

/** How much larger than a division's patches a view of it may be. */
const SLACK = 1.3;

/** The view shows about as much as the division holds, or less. */
export function isWithin(view: Bounds, bounds: readonly number[]): boolean {
    const [west, south, east, north] = bounds as [number, number, number, number];
    const least = 1e-6;
    const across = (view.east - view.west) / Math.max(least, east - west);
    const upward = (view.north - view.south) / Math.max(least, north - south);
    return Math.min(across, upward) <= SLACK;
}

const middle = ({ west, south, east, north }: Bounds) => ({ lon: (west + east) / 2, lat: (south + north) / 2 });

/** The division whose mark is nearest to the middle of the view. */
export function nearestMark(marks: readonly DivisionMark[], view: Bounds): DivisionMark | undefined {
    const { lon, lat } = middle(view);
    const shrink = Math.cos((lat * Math.PI) / 180);
    const away = (mark: DivisionMark) => ((mark.lon - lon) * shrink) ** 2 + (mark.lat - lat) ** 2;
    return marks.reduce<DivisionMark | undefined>(
        (best, mark) => (best && away(best) <= away(mark) ? best : mark),
        undefined,
    );
}

/** Asks once for each code, and again for what failed. */
function remembered<Answer>(ask: (code: string) => Promise<Answer>): (code: string) => Promise<Answer> {
    const known = new Map<string, Promise<Answer>>();
    return (code) => {
        const asked = known.get(code) ?? ask(code);
        known.set(code, asked);
        asked.catch(() => known.delete(code));
        return asked;
    };
}

/** The divisions from the account's own down to the one shown, and the one that a view is of. */
export function useDivisionPath(own: string, division: Ref<string>) {
    const path = shallowRef<readonly Division[]>([]);
    const get = remembered(getDivision);
    const marksOf = remembered(getDivisionMarks);

    /** Own division first. */
    async function chainTo(code: string): Promise<Division[]> {
        const chain: Division[] = [];
        for (let next: string | null = code; next; ) {
            const found: Division = await get(next);
            chain.unshift(found);
            next = found.code === own ? null : found.parent;
        }
        return chain;
    }

    /**
     * The lowest division that fills the view around the mark in its middle; where that mark stands for
     * a town or county that fills the view itself, around the village.
     */
    async function divisionOf(view: Bounds, marks: readonly DivisionMark[]): Promise<string> {
        const mark = nearestMark(marks, view);
        if (!mark) return own;
        const chain = await chainTo(mark.division.code);
        const shown = chain.filter(({ bounds }) => bounds && isWithin(view, bounds));
        const lowest = shown[shown.length - 1]?.code ?? own;
        if (lowest !== mark.division.code || mark.division.level === VILLAGE_LEVEL) return lowest;
        const below = (await marksOf(lowest)).filter(({ division: { code } }) => code !== lowest);
        return below.length > 0 ? divisionOf(view, below) : lowest;
    }

    watch(
        division,
        async (code) => {
            const chain = await chainTo(code).catch(() => chainTo(own).catch(() => []));
            if (code === division.value) path.value = chain;
        },
        { immediate: true },
    );

    return { path, divisionOf };
}
