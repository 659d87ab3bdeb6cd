import type { Grade, Status } from '@/api/types';
import { t } from '@/i18n';
import type { DivisionFigures } from './divisionTree';
import type { FigureFilter } from './links';

export interface FigureColumn {
    key: string;
    title: string;
    /** Heading over neighbouring columns. */
    group?: string;
    grades?: readonly Grade[];
    status?: Status;
    value: (row: DivisionFigures) => number;
    /** Which households the figure counts, apart from the division. */
    filter: FigureFilter;
}

/** The order of states in every bar and table. */
export const statusOrder: readonly Status[] = [
    'approved',
    'submitted',
    'draft',
    'returned',
    'not_started',
];

const words = t.statistics;

const total: FigureColumn = {
    key: 'total',
    title: words.total,
    value: ({ progress }) => progress.total,
    filter: {},
};

const approved: FigureColumn = {
    key: 'approved',
    title: t.common.status.approved,
    value: ({ combined }) => combined.approved,
    filter: { status: ['approved'] },
};

function graded(
    key: string,
    title: string,
    grades: Grade[],
    value: (row: DivisionFigures) => number,
): FigureColumn {
    return {
        key,
        title,
        group: t.common.housing.own_rural,
        grades,
        value,
        filter: { status: ['approved'], housing: ['own_rural'], grade: grades },
    };
}

export const progressColumns: readonly FigureColumn[] = [
    total,
    ...statusOrder.map((status) => ({
        key: status,
        title: t.common.status[status],
        status,
        value: ({ progress }: DivisionFigures) => progress[status],
        filter: { status: [status] },
    })),
];

export const combinedColumns: readonly FigureColumn[] = [
    total,
    approved,
    graded('own_rural', words.subtotal, [], ({ combined }) => combined.own_rural),
    graded('none', words.gradeAB, ['A', 'B'], ({ combined }) => combined.grade_a + combined.grade_b),
    graded('some', words.gradeC, ['C'], ({ combined }) => combined.grade_c),
    graded('serious', words.gradeD, ['D'], ({ combined }) => combined.grade_d),
    {
        key: 'other_safe',
        title: words.otherSafe,
        value: ({ combined }) => combined.other_safe,
        filter: { status: ['approved'], housing: ['other_safe'] },
    },
    {
        key: 'deceased',
        title: t.common.housing.deceased,
        value: ({ combined }) => combined.deceased,
        filter: { status: ['approved'], housing: ['deceased'] },
    },
];
