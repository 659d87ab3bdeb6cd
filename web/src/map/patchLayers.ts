import type { ExpressionSpecification, LayerSpecification } from './library';
import { densityLayer } from './densityLayers';
import { PATCH_ZOOM } from './markLayers';
import { palette } from './palette';
import { isFiltered, matchExpression, type PatchFilter } from './patchFilter';

export const PATCH_SOURCE = 'patches';
export const NUMBER_LAYER = 'patch-number';
export type Theme = 'link' | 'grade' | 'status';

type Expression = ExpressionSpecification;

const link: Expression = ['coalesce', ['feature-state', 'link'], 0];
const grade: Expression = ['coalesce', ['feature-state', 'grade'], 0];
const status: Expression = ['coalesce', ['feature-state', 'status'], 0];
const isSelected: Expression = ['boolean', ['feature-state', 'selected'], false];
const isHovered: Expression = ['boolean', ['feature-state', 'hovered'], false];

const gradeColor: Expression = [
    'match', grade,
    1, palette.grades.A, 2, palette.grades.B, 3, palette.grades.C, 4, palette.grades.D,
    palette.unlinkedLine,
];
const statusColor: Expression = [
    'match', status,
    1, palette.statuses.draft, 2, palette.statuses.submitted, 3, palette.statuses.approved,
    4, palette.statuses.returned, palette.statuses.not_started,
];

const fills: Record<Theme, Expression> = {
    link: ['match', link, 1, palette.white, 2, palette.linkedFill, 3, palette.linkedFill, palette.unlinkedFill],
    grade: ['case', ['>', grade, 0], gradeColor, palette.unlinkedFill],
    status: ['case', ['>', link, 0], statusColor, palette.unlinkedFill],
};

const fillOpacity: Record<Theme, Expression> = {
    link: ['case', isHovered, 0.78, 1],
    grade: ['case', ['>', grade, 0], ['case', isHovered, 0.5, 0.34], ['case', isHovered, 0.78, 1]],
    status: ['case', ['>', link, 0], ['case', isHovered, 0.75, 0.6], ['case', isHovered, 0.78, 1]],
};

/** Shown where the condition holds: feature-state is allowed in paint properties only. */
const when = (condition: Expression): Expression => ['case', condition, 1, 0];
/** What the filter leaves out stays as a faint ground. */
const FAINT = 0.12;

function outline(
    id: string,
    shown: Expression,
    color: string | Expression,
    width: number,
    dash?: number[],
): LayerSpecification {
    return {
        id,
        type: 'line',
        source: PATCH_SOURCE,
        'source-layer': 'patches',
        layout: { 'line-join': 'round' },
        paint: {
            'line-color': color,
            'line-width': ['interpolate', ['linear'], ['zoom'], 13, width / 2, 16, width],
            'line-opacity': shown,
            ...(dash ? { 'line-dasharray': dash } : {}),
        },
    };
}

const outlines: Record<Theme, LayerSpecification[]> = {
    link: [
        outline('patch-unlinked', when(['==', link, 0]), palette.unlinkedLine, 1),
        outline('patch-proposed', when(['==', link, 1]), palette.accent, 1.5, [4, 3]),
        outline('patch-several-outer', when(['==', link, 3]), palette.linkedLine, 3.5),
        outline('patch-several-inner', when(['==', link, 3]), palette.white, 1.2),
        outline('patch-linked', when(['==', link, 2]), palette.linkedLine, 1.5),
    ],
    grade: [
        outline('patch-ungraded', when(['==', grade, 0]), palette.unlinkedLine, 1),
        outline('patch-graded', when(['>', grade, 0]), gradeColor, 1.4),
    ],
    status: [outline('patch-outline', ['case', ['>', link, 0], 1, 0.8], palette.unlinkedLine, 1)],
};

const numbers: LayerSpecification = {
    id: NUMBER_LAYER,
    type: 'symbol',
    source: PATCH_SOURCE,
    'source-layer': 'labels',
    minzoom: 17,
    layout: {
        'text-field': ['slice', ['get', 'patch_no'], ['max', 0, ['-', ['length', ['get', 'patch_no']], 4]]],
        'text-size': 11,
        'text-padding': 2,
    },
    paint: {
        'text-color': palette.text2,
        'text-halo-color': palette.land,
        'text-halo-width': 1.2,
    },
};

function faded(layer: LayerSpecification, isMatch: Expression): LayerSpecification {
    if (layer.type !== 'line' || !layer.paint) return layer;
    const opacity = layer.paint['line-opacity'] as Expression;
    return { ...layer, paint: { ...layer.paint, 'line-opacity': ['*', opacity, ['case', isMatch, 1, FAINT]] } };
}

/** Layers of the patches in one theme, bottom to top; numbers come from the point layer. */
export function patchLayers(theme: Theme, filter: PatchFilter, hasCells: boolean): LayerSpecification[] {
    const isMatch = matchExpression(filter);
    return [
        ...(hasCells ? [densityLayer(theme, PATCH_SOURCE, PATCH_ZOOM, filter.grade)] : []),
        {
            id: 'patch-fill',
            type: 'fill',
            source: PATCH_SOURCE,
            'source-layer': 'patches',
            paint: {
                'fill-color': ['case', isSelected, palette.selectedFill, fills[theme]],
                'fill-opacity': ['case', isSelected, 1, isMatch, fillOpacity[theme], FAINT],
                'fill-antialias': false,
            },
        },
        ...outlines[theme].map((layer) => faded(layer, isMatch)),
        outline('patch-selected-casing', when(isSelected), palette.white, 5.5),
        outline('patch-selected', when(isSelected), palette.accent, 2.5),
        // Points know neither state nor attributes.
        ...(isFiltered(filter) ? [] : [numbers]),
    ];
}
