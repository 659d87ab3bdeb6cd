import type { ExpressionSpecification, LayerSpecification } from './library';
import { PATCH_ZOOM } from './markLayers';
import { palette } from './palette';

export const DIVISION_SOURCE = 'divisions';

const level: ExpressionSpecification = ['get', 'level'];

const state = (name: string, fallback: number | boolean): ExpressionSpecification => ['coalesce', ['feature-state', name], fallback];
const place = state('class', -1);
const isTooFew = state('tooFew', false);
const isColoured: ExpressionSpecification = ['any', ['>=', place, 0], ['==', isTooFew, true]];
const isHovered = state('hovered', false);

export const HATCH = 'hatch';

/** Diagonal lines, for what has too few households to be coloured. */
export function hatchImage(size = 8): ImageData {
    const image = new ImageData(size, size);
    for (let i = 0; i < size; i += 1) image.data.set([0x5a, 0x65, 0x73, 0x90], 4 * (i * size + (size - 1 - i)));
    return image;
}

/** Divisions in the colour of their class, while the houses are too small to draw. */
export const choroplethLayers: readonly LayerSpecification[] = [
    {
        id: 'ground-choropleth',
        type: 'fill',
        source: DIVISION_SOURCE,
        'source-layer': 'divisions',
        maxzoom: PATCH_ZOOM,
        paint: {
            'fill-color': [
                'match', place,
                ...palette.ramp.flatMap((colour, i): [number, string] => [i, colour]),
                palette.land,
            ] as unknown as ExpressionSpecification,
            'fill-opacity': ['case', ['>=', place, 0], 0.9, 0],
        },
    },
    {
        id: 'ground-choropleth-few',
        type: 'fill',
        source: DIVISION_SOURCE,
        'source-layer': 'divisions',
        maxzoom: PATCH_ZOOM,
        paint: { 'fill-pattern': HATCH, 'fill-opacity': ['case', isTooFew, 1, 0] },
    },
    ...[
        { id: 'ground-choropleth-casing', color: palette.white, width: 5 },
        { id: 'ground-choropleth-on', color: palette.text, width: 2.5 },
    ].map(
        ({ id, color, width }): LayerSpecification => ({
            id,
            type: 'line',
            source: DIVISION_SOURCE,
            'source-layer': 'divisions',
            maxzoom: PATCH_ZOOM,
            paint: { 'line-color': color, 'line-width': width, 'line-opacity': ['case', isHovered, 1, 0] },
        }),
    ),
];

/** What the map shows of villages while houses are too small to draw: their marks, their colours, or nothing. */
export type Villages = 'marked' | 'coloured' | 'left out';

/** Borders below the houses: the higher the division, the stronger. */
export const borderLayer = (villages: Villages): LayerSpecification => ({
    id: 'ground-division-border',
    type: 'line',
    source: DIVISION_SOURCE,
    'source-layer': 'divisions',
    ...(villages === 'left out' ? { filter: ['any', ['!=', level, 'village'], ['>=', ['zoom'], PATCH_ZOOM]] } : {}),
    layout: { 'line-sort-key': ['match', level, 'province', 4, 'city', 3, 'county', 2, 'town', 1, 0] },
    paint: {
        // Between colours white tells them apart; the divisions above stay dark.
        'line-color': ['case', isColoured, palette.white, palette.text],
        'line-opacity': ['case', isColoured, 0.9, 0.35],
        'line-width': ['match', level, 'province', 2.5, 'city', 2.5, 'county', 2, 'town', 1.2, 0.6],
    },
});

/** Names above them; those of villages from where their marks end, or at once where they are coloured. */
export const nameLayer = (villages: Villages): LayerSpecification => ({
    id: 'over-division-name',
    type: 'symbol',
    source: DIVISION_SOURCE,
    'source-layer': 'division_labels',
    filter: [
        'case',
        ['==', level, 'village'], ['>=', ['zoom'], villages === 'coloured' ? 11 : PATCH_ZOOM],
        ['==', level, 'town'], ['>=', ['zoom'], 9],
        ['<', ['zoom'], PATCH_ZOOM],
    ],
    layout: {
        'text-field': ['get', 'name'],
        'text-size': ['match', level, 'village', 12, 'town', 13, 15],
        'symbol-sort-key': ['match', level, 'province', 0, 'city', 1, 'county', 2, 'town', 3, 4],
    },
    paint: {
        'text-color': palette.text,
        'text-opacity': villages === 'marked' ? 0.75 : 1,
        'text-halo-color': palette.white,
        'text-halo-width': villages === 'marked' ? 1.5 : 2,
    },
});
