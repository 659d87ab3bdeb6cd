/** The only file that imports the map library; its worker is served from our own origin. */
import { setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';

setWorkerUrl(workerUrl);

export { Map, ScaleControl, LngLatBounds } from 'maplibre-gl';
export type {
    ExpressionSpecification,
    FilterSpecification,
    GeoJSONSource,
    LayerSpecification,
    MapGeoJSONFeature,
    MapMouseEvent,
    StyleSpecification,
} from 'maplibre-gl';
