import { combinedColumns, progressColumns, type FigureColumn } from './columns';

export type StatisticsKind = 'progress' | 'combined';

export interface TableLayout {
    /** Columns left of the bar. */
    before: readonly FigureColumn[];
    after: readonly FigureColumn[];
    /** Those of `after` under one heading. */
    grouped: readonly FigureColumn[];
    edgesOf: (column: FigureColumn) => Record<string, boolean>;
}

const COLUMNS_BEFORE_BAR = { progress: 1, combined: 2 };

function layout(kind: StatisticsKind, columns: readonly FigureColumn[]): TableLayout {
    const after = columns.slice(COLUMNS_BEFORE_BAR[kind]);
    const grouped = after.filter((column) => column.group);
    return {
        before: columns.slice(0, COLUMNS_BEFORE_BAR[kind]),
        after,
        grouped,
        edgesOf: (column) => ({
            'group-start': column === grouped[0],
            'group-end': column === grouped[grouped.length - 1],
        }),
    };
}

export const layouts: Record<StatisticsKind, TableLayout> = {
    progress: layout('progress', progressColumns),
    combined: layout('combined', combinedColumns),
};
