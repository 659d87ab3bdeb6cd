import type { LonLat } from '@/api/patches';

const EARTH_RADIUS_M = 6_371_008.8;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Smallest and largest house the server takes, in square metres. */
export const SMALLEST_M2 = 2;
export const LARGEST_M2 = 200_000;

/** Corners in metres east and north of the first one; good to 0.6 % over a house. */
function local(corners: readonly LonLat[]): [number, number][] {
    const [lon0, lat0] = corners[0] ?? [0, 0];
    const east = EARTH_RADIUS_M * Math.cos(radians(lat0));
    return corners.map(([lon, lat]) => [radians(lon - lon0) * east, radians(lat - lat0) * EARTH_RADIUS_M]);
}

/** Area of the ring that the corners make, in square metres. */
export function areaOf(corners: readonly LonLat[]): number {
    const points = local(corners);
    let twice = 0;
    points.forEach(([x, y], i) => {
        const [nextX, nextY] = points[(i + 1) % points.length]!;
        twice += x * nextY - nextX * y;
    });
    return Math.abs(twice) / 2;
}

type Point = [number, number];
const side = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number =>
    Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));

const crosses = (a: Point, b: Point, c: Point, d: Point): boolean =>
    side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;

/** Whether two walls cross each other. */
export function isTangled(corners: readonly LonLat[]): boolean {
    const points = local(corners);
    const walls = points.map((point, i) => [point, points[(i + 1) % points.length]!] as const);
    return walls.some(([a, b], i) => walls.slice(i + 1).some(([c, d]) => crosses(a, b, c, d)));
}

export type RingFault = 'few' | 'tangled' | 'small' | 'large';

/** Why a drawing is no house yet; undefined where it is one. */
export function ringFault(corners: readonly LonLat[]): RingFault | undefined {
    if (corners.length < 3) return 'few';
    if (isTangled(corners)) return 'tangled';
    const area = areaOf(corners);
    if (area < SMALLEST_M2) return 'small';
    return area > LARGEST_M2 ? 'large' : undefined;
}

/** The corners of an outline that drawing can change: one polygon without holes. */
export function cornersOf(geometry: { type?: string; coordinates?: unknown }): readonly LonLat[] {
    const polygons = (geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates]) as LonLat[][][];
    const [rings] = polygons;
    if (polygons.length !== 1 || rings?.length !== 1) return [];
    return rings[0]!.slice(0, -1).map(([lon, lat]): LonLat => [lon, lat]);
}

/** Closed, as GeoJSON wants it. */
export const ringOf = (corners: readonly LonLat[]) => ({
    type: 'Polygon' as const,
    coordinates: [[...corners, corners[0]!].map(([lon, lat]) => [lon, lat])],
});
