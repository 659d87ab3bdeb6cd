/** The only file that imports the map library; its worker is served from our own origin. */
import { addProtocol, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';

setWorkerUrl(workerUrl);

let archives: Promise<void> | undefined;

/** From then on sources may be PMTiles archives, `pmtiles://` before their URL. */
export function readArchives(): Promise<void> {
    archives ??= import('pmtiles').then(({ Protocol }) => addProtocol('pmtiles', new Protocol().tile));
    return archives;
}

export { Map, ScaleControl, LngLatBounds } from 'maplibre-gl';
export type {
    ExpressionSpecification,
    FilterSpecification,
    GeoJSONSource,
    LayerSpecification,
    MapGeoJSONFeature,
    MapLayerMouseEvent,
    MapMouseEvent,
    MapTouchEvent,
    RasterSourceSpecification,
    StyleSpecification,
} from 'maplibre-gl';
