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
    rows: DivisionFigures[];
    asOf: string;
}

const keyOf = ({ division, own }: { division: DivisionRef; own: boolean }): string =>
    `${division.code}${own ? '-own' : ''}`;

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
    return { total: join(progress.total, combined.total), rows, asOf: progress.as_of };
}

/** Figures by division, each branch fetched when it is opened. */
export function useDivisionTree() {
    const root = shallowRef<Branch>();
    const branches = shallowRef(new Map<string, Branch>());
    const openCodes = ref(new Set<string>());
    const busyCodes = ref(new Set<string>());
    const failure = ref<unknown>();

    async function load(division?: string, signal?: AbortSignal): Promise<void> {
        failure.value = undefined;
        try {
            root.value = await fetchBranch(division, signal);
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
        return branch.rows.flatMap((row) => {
            const { code, level } = row.division;
            const isKnownLeaf = branches.value.get(code)?.rows.length === 0;
            const canOpen = !row.own && level < VILLAGE_LEVEL && !isKnownLeaf;
            const line: TreeLine = { ...row, key: keyOf(row), depth, canOpen };
            const below = openCodes.value.has(code) && !row.own && branches.value.get(code);
            return below ? [line, ...linesOf(below, depth + 1)] : [line];
        });
    }

    const total = computed(() => root.value?.total);
    const asOf = computed(() => root.value?.asOf);
    const lines = computed(() => (root.value ? linesOf(root.value, 0) : []));
    const isOpen = (line: TreeLine): boolean => line.canOpen && openCodes.value.has(line.division.code);
    const isBusy = (line: TreeLine): boolean => busyCodes.value.has(line.division.code);

    return { total, asOf, lines, failure, load, toggle, isOpen, isBusy };
}
