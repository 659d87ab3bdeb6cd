import type { Feature, FeatureCollection, Geometry } from 'geojson';
import { watch, type Ref } from 'vue';
import type { PatchFeature } from '@/api/types';
import type { GeoJSONSource, LayerSpecification } from './library';
import { palette } from './palette';
import type { MapHandle } from './useMap';

const SOURCE = 'review';

/** Where a photo was taken, under the number it wears beside the map. */
export interface PhotoPoint {
    number: number;
    lon: number;
    lat: number;
    isFar: boolean;
}

interface Options {
    /** The patch that the record named before. */
    previous: Ref<PatchFeature | undefined>;
    photos: Ref<readonly PhotoPoint[]>;
    /** Longitude and latitude of a point in the current patch. */
    patch: Ref<readonly number[] | undefined>;
}

const layers: LayerSpecification[] = [
    {
        id: 'over-previous-fill',
        type: 'fill',
        source: SOURCE,
        filter: ['==', ['get', 'kind'], 'previous'],
        paint: { 'fill-color': palette.white, 'fill-opacity': 0.85 },
    },
    {
        id: 'over-previous',
        type: 'line',
        source: SOURCE,
        filter: ['==', ['get', 'kind'], 'previous'],
        paint: { 'line-color': palette.text3, 'line-width': 1.5, 'line-dasharray': [3, 2] },
    },
    {
        id: 'over-away',
        type: 'line',
        source: SOURCE,
        filter: ['==', ['get', 'kind'], 'away'],
        paint: { 'line-color': palette.away, 'line-width': 1.2, 'line-dasharray': [3, 2] },
    },
];

/** What a reviewer compares: the replaced patch, and lines from the photos taken far from the house. */
export function useReviewMarks({ map }: MapHandle, { previous, photos, patch }: Options): void {
    function marks(): FeatureCollection {
        const features: Feature[] = [];
        if (previous.value)
            features.push({
                type: 'Feature',
                properties: { kind: 'previous' },
                geometry: previous.value.geometry as unknown as Geometry,
            });
        const [lon, lat] = patch.value ?? [];
        if (lon !== undefined && lat !== undefined)
            for (const photo of photos.value.filter(({ isFar }) => isFar))
                features.push({
                    type: 'Feature',
                    properties: { kind: 'away' },
                    geometry: { type: 'LineString', coordinates: [[photo.lon, photo.lat], [lon, lat]] },
                });
        return { type: 'FeatureCollection', features };
    }

    watch(map, (library) => {
        if (!library) return;
        library.addSource(SOURCE, { type: 'geojson', data: marks() });
        for (const layer of layers) library.addLayer(layer);
    });
    watch([previous, photos, patch], () => {
        (map.value?.getSource(SOURCE) as GeoJSONSource | undefined)?.setData(marks());
    });
}
