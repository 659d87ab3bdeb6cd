import { beforeEach, describe, expect, it, vi } from 'vitest';
import { localProblem } from '@/api/problem';
import * as statistics from '@/api/statistics';
import type { CombinedRow, ProgressRow } from '@/api/types';
import { combinedColumns, progressColumns } from './columns';
import { useDivisionTree } from './divisionTree';
import { listQuery } from './links';

vi.mock('@/api/statistics');

const COUNTY = '990101000000';
const TOWN = '990101002000';
const OTHER_TOWN = '990101003000';
const CITY = '990100000000';
const VILLAGE = '990101002201';

const division = (code: string, level: number) => ({ code, name: code, level });

const progressRow = (code: string, level: number, own = false): ProgressRow => ({
    division: division(code, level),
    own,
    total: 10,
    not_started: 1,
    draft: 2,
    submitted: 1,
    approved: 5,
    returned: 1,
});

const combinedRow = (code: string, level: number, own = false): CombinedRow => ({
    division: division(code, level),
    own,
    total: 10,
    approved: 5,
    own_rural: 3,
    grade_a: 1,
    grade_b: 0,
    grade_c: 1,
    grade_d: 1,
    other_safe: 1,
    deceased: 1,
});

const below: Record<string, [code: string, level: number, own?: boolean][]> = {
    [CITY]: [[COUNTY, 3]],
    [COUNTY]: [
        [TOWN, 4],
        [OTHER_TOWN, 4],
    ],
    [OTHER_TOWN]: [[VILLAGE, 5]],
    [TOWN]: [
        [TOWN, 4, true],
        [VILLAGE, 5],
    ],
};

function answer<Row>(row: (code: string, level: number, own?: boolean) => Row, code = COUNTY) {
    return Promise.resolve({
        as_of: '2024-10-18T03:40:00Z',
        total: row(code, 3),
        rows: below[code]!.map((line) => row(...line)),
    });
}

const getProgress = vi.mocked(statistics.getProgress);

beforeEach(() => {
    vi.resetAllMocks();
    getProgress.mockImplementation((code) => answer(progressRow, code));
    vi.mocked(statistics.getCombined).mockImplementation((code) => answer(combinedRow, code));
});

describe('the tree of divisions', () => {
    it('fetches a branch when it is opened, and only once', async () => {
        const tree = useDivisionTree();
        await tree.load();
        expect(tree.lines.value.map(({ key }) => key)).toEqual([TOWN, OTHER_TOWN]);
        const town = tree.lines.value[0]!;
        await tree.toggle(town);
        expect(tree.lines.value.map(({ key, depth }) => [key, depth])).toEqual([
            [TOWN, 0],
            [`${TOWN}-own`, 1],
            [VILLAGE, 1],
            [OTHER_TOWN, 0],
        ]);
        await tree.toggle(town);
        expect(tree.lines.value).toHaveLength(2);
        await tree.toggle(town);
        expect(getProgress).toHaveBeenCalledTimes(2);
    });

    it('opens neither villages nor the households of a division itself', async () => {
        const tree = useDivisionTree();
        await tree.load();
        await tree.toggle(tree.lines.value[0]!);
        expect(tree.lines.value.map(({ canOpen }) => canOpen)).toEqual([true, false, false, true]);
    });

    it('keeps what it shows where a branch can not be fetched', async () => {
        const tree = useDivisionTree();
        await tree.load();
        getProgress.mockRejectedValueOnce(localProblem(0, 'unreachable'));
        await tree.toggle(tree.lines.value[0]!);
        expect(tree.failure.value).toMatchObject({ code: 'unreachable' });
        expect(tree.lines.value).toHaveLength(2);
    });

    it('passes a level with one division that holds all, and names it', async () => {
        const tree = useDivisionTree();
        await tree.load(CITY);
        expect(tree.passed.value.map(({ code }) => code)).toEqual([COUNTY]);
        expect(tree.total.value!.progress.total).toBe(10);
        expect(tree.lines.value.map(({ key, depth }) => [key, depth])).toEqual([
            [TOWN, 0],
            [OTHER_TOWN, 0],
        ]);
    });

    it('ranks each level by its progress, the least first', async () => {
        const tree = useDivisionTree();
        getProgress.mockImplementation(async (code) => {
            const answered = await answer(progressRow, code);
            const rows = answered.rows.map((row) => (row.division.code === OTHER_TOWN ? { ...row, approved: 1, not_started: 5 } : row));
            return { ...answered, rows };
        });
        await tree.load();
        const keys = () => tree.lines.value.map(({ key }) => key);
        expect(keys()).toEqual([TOWN, OTHER_TOWN]);
        tree.isRanked.value = true;
        expect(keys()).toEqual([OTHER_TOWN, TOWN]);
    });

    it('shows a single village, which has nothing below', async () => {
        const tree = useDivisionTree();
        await tree.load(OTHER_TOWN);
        expect(tree.passed.value).toEqual([]);
        expect(tree.lines.value.map(({ key }) => key)).toEqual([VILLAGE]);
    });
});

describe('the columns', () => {
    const row = {
        division: division(COUNTY, 3),
        own: false,
        progress: progressRow(COUNTY, 3),
        combined: combinedRow(COUNTY, 3),
    };
    const valueOf = (columns: typeof progressColumns, key: string) =>
        columns.find((column) => column.key === key)!.value(row);

    it('of progress add up to the total', () => {
        const parts = progressColumns.filter(({ key }) => key !== 'total');
        expect(parts.reduce((sum, { value }) => sum + value(row), 0)).toBe(
            valueOf(progressColumns, 'total'),
        );
    });

    it('of grades add up to the own rural houses, and these with the rest to the approved', () => {
        const sum = (keys: string[]) =>
            keys.reduce((total, key) => total + valueOf(combinedColumns, key), 0);
        expect(sum(['none', 'some', 'serious'])).toBe(sum(['own_rural']));
        expect(sum(['own_rural', 'other_safe', 'deceased'])).toBe(sum(['approved']));
    });

    it('lead to the households they count', () => {
        const some = combinedColumns.find(({ key }) => key === 'some')!;
        expect(listQuery({ division: COUNTY, ...some.filter })).toEqual({
            division: COUNTY,
            status: 'approved',
            housing: 'own_rural',
            grade: 'C',
        });
    });
});
