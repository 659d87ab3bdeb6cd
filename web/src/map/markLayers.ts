import type { Feature, Point } from 'geojson';
import type { DivisionMark, Grade } from '@/api/types';
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from './library';
import { palette } from './palette';
import { hasOneOf, worstColour, type CountsByGrade } from './worst';

export const MARK_SOURCE = 'marks';
/** From here on the patches themselves are drawn. */
export const PATCH_ZOOM = 13;

export type MarkFeature = Feature<Point, Record<string, string | number>>;

/** One point per village; `id` is its place in the list, for the state of hovering. */
export function markFeatures(marks: readonly DivisionMark[]): MarkFeature[] {
    return marks.map(({ division, lon, lat, households, grades }, id) => ({
        type: 'Feature',
        id,
        geometry: { type: 'Point', coordinates: [lon, lat] },
        properties: {
            code: division.code,
            name: division.name,
            households,
            A: grades.A,
            B: grades.B,
            C: grades.C,
            D: grades.D,
            none: grades.none,
        },
    }));
}

const isHovered: ExpressionSpecification = ['boolean', ['feature-state', 'hovered'], false];
const graded: CountsByGrade = {
    A: ['get', 'A'], B: ['get', 'B'], C: ['get', 'C'], D: ['get', 'D'], '': ['get', 'none'],
};

const radius: ExpressionSpecification = ['interpolate', ['linear'], ['sqrt', ['get', 'households']], 0, 4, 20, 14];

/** " C 3", or nothing where there is none. */
const part = (grade: 'C' | 'D'): ExpressionSpecification => [
    'case',
    ['>', ['get', grade], 0],
    ['concat', ` ${grade} `, ['to-string', ['get', grade]]],
    '',
];

/**
 * A dot by the number of households in the colour of the worst grade, its letters beside it; the smaller the
 * map, the smaller, as a province's towns would hide each other.
 */
export function markLayers(grades: readonly Grade[]): LayerSpecification[] {
    const filter = grades.length > 0 ? { filter: hasOneOf(graded, grades) as FilterSpecification } : {};
    const shown = (grade: 'C' | 'D') => (grades.length === 0 || grades.includes(grade) ? [part(grade)] : []);
    return [
        {
            id: 'over-mark',
            type: 'circle',
            source: MARK_SOURCE,
            maxzoom: PATCH_ZOOM,
            ...filter,
            paint: {
                'circle-radius': ['interpolate', ['linear'], ['zoom'], 7, ['*', 0.35, radius], 11, radius],
                'circle-color': worstColour(graded, grades),
                'circle-opacity': ['case', isHovered, 1, 0.85],
                'circle-stroke-color': ['case', isHovered, palette.text, palette.white],
                'circle-stroke-width': ['case', isHovered, 2.5, 1.5],
            },
        },
        {
            id: 'over-mark-name',
            type: 'symbol',
            source: MARK_SOURCE,
            maxzoom: PATCH_ZOOM,
            ...filter,
            layout: {
                'text-field': [
                    'format',
                    ['get', 'name'], {},
                    '\n', {},
                    ['concat', '', ...shown('C'), ...shown('D')], { 'font-scale': 0.85 },
                ],
                'text-size': 12,
                'text-anchor': 'top',
                'text-offset': [0, 0.9],
                'symbol-sort-key': ['-', 0, ['+', ['*', 1000, ['get', 'D']], ['get', 'C']]],
            },
            paint: {
                'text-color': palette.text2,
                'text-halo-color': palette.land,
                'text-halo-width': 1.6,
            },
        },
    ];
}
