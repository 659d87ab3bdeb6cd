import type { Grade } from '@/api/types';
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from './library';
import { palette } from './palette';
import { hasOneOf, worstColour } from './worst';

type Expression = ExpressionSpecification;
type Theme = 'link' | 'grade' | 'status';

/** Counts of a cell; what a tile leaves out is 0 (docs/tiles.md). */
const count = (name: string): Expression => ['coalesce', ['get', name], 0];

const graded: Readonly<Record<Grade, Expression>> = {
    A: count('grade_a'),
    B: count('grade_b'),
    C: count('grade_c'),
    D: count('grade_d'),
    '': ['-', count('count'), ['+', count('grade_a'), count('grade_b'), count('grade_c'), count('grade_d')]],
};

const linkedShare: Expression = [
    '/',
    ['+', count('linked'), count('several')],
    ['max', 1, count('count')],
];

const linkColour: Expression = [
    'interpolate', ['linear'], linkedShare, 0, palette.unlinkedLine, 0.01, palette.ramp[1], 1, palette.ramp[4],
];

const density: Expression = ['interpolate', ['linear'], ['sqrt', count('count')], 1, 0.3, 8, 0.75];
/** Fainter on a map of many counties, where every cell is full. */
const opacity: Expression = ['interpolate', ['linear'], ['zoom'], 8, ['*', 0.45, density], 11, density];

/** Cells carry no status: they show where houses are. */
const colourOf = (theme: Theme, grades: readonly Grade[]): Expression | string =>
    theme === 'grade' ? worstColour(graded, grades) : theme === 'link' ? linkColour : palette.unlinkedLine;

/** Where houses are while they are too small to draw: the more in a cell, the denser its colour. */
export function densityLayer(
    theme: Theme,
    source: string,
    maxzoom: number,
    grades: readonly Grade[],
): LayerSpecification {
    return {
        id: 'patch-density',
        type: 'fill',
        source,
        'source-layer': 'density',
        maxzoom,
        ...(grades.length > 0 ? { filter: hasOneOf(graded, grades) as FilterSpecification } : {}),
        paint: {
            'fill-color': colourOf(theme, grades),
            'fill-opacity': opacity,
            'fill-antialias': false,
        },
    };
}
