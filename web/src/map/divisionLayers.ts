import type { ExpressionSpecification, LayerSpecification } from './library';
import { PATCH_ZOOM } from './markLayers';
import { palette } from './palette';

export const DIVISION_SOURCE = 'divisions';

const level: ExpressionSpecification = ['get', 'level'];

/** Borders below the houses: the higher the division, the stronger. */
export const borderLayer: LayerSpecification = {
    id: 'ground-division-border',
    type: 'line',
    source: DIVISION_SOURCE,
    'source-layer': 'divisions',
    paint: {
        'line-color': palette.text,
        'line-opacity': 0.35,
        'line-width': ['match', level, 'province', 2.5, 'city', 2.5, 'county', 2, 'town', 1.2, 0.6],
    },
};

/** Names above them; those of villages from where their marks end. */
export const nameLayer: LayerSpecification = {
    id: 'over-division-name',
    type: 'symbol',
    source: DIVISION_SOURCE,
    'source-layer': 'division_labels',
    filter: [
        'case',
        ['==', level, 'village'], ['>=', ['zoom'], PATCH_ZOOM],
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
        'text-opacity': 0.75,
        'text-halo-color': palette.white,
        'text-halo-width': 1.5,
    },
};
