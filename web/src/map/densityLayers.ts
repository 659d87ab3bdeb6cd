import type { ExpressionSpecification, LayerSpecification } from './library';
import { palette } from './palette';

type Expression = ExpressionSpecification;

/** Counts of a cell; what a tile leaves out is 0 (docs/tiles.md). */
const count = (name: string): Expression => ['coalesce', ['get', name], 0];

const worst: Expression = [
    'case',
    ['>', count('grade_d'), 0], palette.grades.D,
    ['>', count('grade_c'), 0], palette.grades.C,
    ['>', count('grade_b'), 0], palette.grades.B,
    ['>', count('grade_a'), 0], palette.grades.A,
    palette.unlinkedLine,
];

const linkedShare: Expression = [
    '/',
    ['+', count('linked'), count('several')],
    ['max', 1, count('count')],
];

const colours: Record<'link' | 'grade' | 'status', Expression | string> = {
    grade: worst,
    link: ['interpolate', ['linear'], linkedShare, 0, palette.unlinkedLine, 0.01, palette.ramp[1], 1, palette.ramp[4]],
    // Cells carry no status: they show where houses are.
    status: palette.unlinkedLine,
};

/** Where houses are while they are too small to draw: the more in a cell, the denser its colour. */
export function densityLayer(theme: keyof typeof colours, source: string, maxzoom: number): LayerSpecification {
    return {
        id: 'patch-density',
        type: 'fill',
        source,
        'source-layer': 'density',
        maxzoom,
        paint: {
            'fill-color': colours[theme],
            'fill-opacity': ['interpolate', ['linear'], ['sqrt', count('count')], 1, 0.3, 8, 0.75],
            'fill-antialias': false,
        },
    };
}
