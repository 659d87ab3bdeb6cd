/** Side of the picture, in its own units. */
export const PICTURE = 72;
const MARGIN = 10;

type Ring = readonly (readonly [number, number])[];
interface Outline {
    type: 'Polygon' | 'MultiPolygon';
    coordinates: readonly Ring[] | readonly (readonly Ring[])[];
}

/** A house's outline as the path of a small picture, north up; degrees in, picture units out. */
export function outlinePath({ type, coordinates }: Outline): string {
    const polygons = type === 'Polygon' ? [coordinates as readonly Ring[]] : (coordinates as readonly (readonly Ring[])[]);
    const rings = polygons.flat();
    const lons = rings.flat().map(([lon]) => lon);
    const lats = rings.flat().map(([, lat]) => lat);
    const [west, east] = [Math.min(...lons), Math.max(...lons)];
    const [south, north] = [Math.min(...lats), Math.max(...lats)];
    const narrow = Math.cos(((south + north) / 2) * (Math.PI / 180));
    const width = (east - west) * narrow;
    const height = north - south;
    const scale = (PICTURE - 2 * MARGIN) / Math.max(width, height, 1e-9);
    const left = (PICTURE - width * scale) / 2;
    const top = (PICTURE - height * scale) / 2;
    const place = ([lon, lat]: readonly [number, number]) =>
        `${(left + (lon - west) * narrow * scale).toFixed(1)} ${(top + (north - lat) * scale).toFixed(1)}`;
    return rings.map((ring) => `M${ring.map(place).join('L')}Z`).join('');
}
