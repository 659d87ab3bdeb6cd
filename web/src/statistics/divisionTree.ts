import { computed, ref, shallowRef } from 'vue';
import { VILLAGE_LEVEL } from '@/api/divisions';
import { isAbort } from '@/api/problem';
import { getCombined, getProgress } from '@/api/statistics';
import type { CombinedRow, DivisionRef, ProgressRow } from '@/api/types';

/** One line of the statistics: both tables' figures of one division. */
export interface DivisionFigures {
    division: DivisionRef;
    /** Households that hang at the division itself, with no village. */
    own: boolean;
    progress: ProgressRow;
    combined: CombinedRow;
}

export interface TreeLine extends DivisionFigures {
    key: string;
    depth: number;
    canOpen: boolean;
}

interface Branch {
    total: DivisionFigures;
    /** Divisions that held all of it alone, from the top down; the rows are those below the last. */
    passed: readonly DivisionRef[];
    rows: DivisionFigures[];
    asOf: string;
}

const keyOf = ({ division, own }: { division: DivisionRef; own: boolean }): string =>
    `${division.code}${own ? '-own' : ''}`;

/** Approved of all; 1 where there is nothing to do. */
const shareOf = ({ progress: { approved, total } }: DivisionFigures) => (total > 0 ? approved / total : 1);

async function fetchBranch(code: string | undefined, signal?: AbortSignal): Promise<Branch> {
    const [progress, combined] = await Promise.all([
        getProgress(code, signal),
        getCombined(code, signal),
    ]);
    const join = (row: ProgressRow, other: CombinedRow): DivisionFigures => ({
        division: row.division,
        own: row.own,
        progress: row,
        combined: other,
    });
    const combinedByKey = new Map(combined.rows.map((row) => [keyOf(row), row]));
    const rows = progress.rows.flatMap((row) => {
        const other = combinedByKey.get(keyOf(row));
        return other ? [join(row, other)] : [];
    });
    return { total: join(progress.total, combined.total), passed: [], rows, asOf: progress.as_of };
}

/** The branch with the rows of the first level that has several: one alone only says again what the total says. */
async function fetchParted(code: string | undefined, signal?: AbortSignal): Promise<Branch> {
    const branch = await fetchBranch(code, signal);
    const [only, another] = branch.rows;
    if (!only || another || only.own || only.division.level >= VILLAGE_LEVEL) return branch;
    const below = await fetchParted(only.division.code, signal);
    if (below.rows.length === 0) return branch;
    return { ...branch, passed: [only.division, ...below.passed], rows: below.rows };
}

/** Figures by division, each branch fetched when it is opened. */
export function useDivisionTree() {
    const root = shallowRef<Branch>();
    const branches = shallowRef(new Map<string, Branch>());
    const openCodes = ref(new Set<string>());
    const busyCodes = ref(new Set<string>());
    const failure = ref<unknown>();
    /** The least share approved first, instead of the order of divisions. */
    const isRanked = ref(false);

    async function load(division?: string, signal?: AbortSignal): Promise<void> {
        failure.value = undefined;
        try {
            root.value = await fetchParted(division, signal);
            branches.value = new Map();
            openCodes.value = new Set();
        } catch (error) {
            if (!isAbort(error)) failure.value = error;
        }
    }

    async function toggle(line: TreeLine): Promise<void> {
        const { code } = line.division;
        if (openCodes.value.delete(code)) return;
        if (!branches.value.has(code)) {
            busyCodes.value.add(code);
            try {
                const branch = await fetchBranch(code);
                branches.value = new Map(branches.value).set(code, branch);
            } catch (error) {
                failure.value = error;
                return;
            } finally {
                busyCodes.value.delete(code);
            }
        }
        openCodes.value.add(code);
    }

    function linesOf(branch: Branch, depth: number): TreeLine[] {
        const rows = isRanked.value ? [...branch.rows].sort((a, b) => shareOf(a) - shareOf(b)) : branch.rows;
        return rows.flatMap((row) => {
            const { code, level } = row.division;
            const isKnownLeaf = branches.value.get(code)?.rows.length === 0;
            const canOpen = !row.own && level < VILLAGE_LEVEL && !isKnownLeaf;
            const line: TreeLine = { ...row, key: keyOf(row), depth, canOpen };
            const below = openCodes.value.has(code) && !row.own && branches.value.get(code);
            return below ? [line, ...linesOf(below, depth + 1)] : [line];
        });
    }

    const total = computed(() => root.value?.total);
    const passed = computed(() => root.value?.passed ?? []);
    const asOf = computed(() => root.value?.asOf);
    const lines = computed(() => (root.value ? linesOf(root.value, 0) : []));
    const isOpen = (line: TreeLine): boolean => line.canOpen && openCodes.value.has(line.division.code);
    const isBusy = (line: TreeLine): boolean => busyCodes.value.has(line.division.code);

    return { total, passed, asOf, lines, isRanked, failure, load, toggle, isOpen, isBusy };
}
