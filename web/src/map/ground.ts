const EQUATOR_M = 40_075_016.686;
const TILE_PX = 512;
const EARTH_RADIUS_M = 6_371_008.8;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Width of a screen pixel on the ground in metres; web Mercator with tiles of 512 pixels. */
export const metresPerPixel = (lat: number, zoom: number): number =>
    (EQUATOR_M * Math.cos(radians(lat))) / (TILE_PX * 2 ** zoom);

/** Distance in metres on the sphere (haversine); for labels, within 0.6 % of the ellipsoid. */
export function distance(
    a: readonly [lon: number, lat: number],
    b: readonly [lon: number, lat: number],
): number {
    const dLat = radians(b[1] - a[1]);
    const dLon = radians(b[0] - a[0]);
    const h =
        Math.sin(dLat / 2) ** 2 +
        Math.cos(radians(a[1])) * Math.cos(radians(b[1])) * Math.sin(dLon / 2) ** 2;
    return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(h));
}
