/** Tiles of the XYZ scheme that a view of the map needs. */
export interface TileRef {
    z: number;
    x: number;
    y: number;
}

export interface Bounds {
    west: number;
    south: number;
    east: number;
    north: number;
}

const column = (lon: number, count: number) => Math.floor(((lon + 180) / 360) * count);

function row(lat: number, count: number): number {
    const sine = Math.sin((Math.min(85.0511, Math.max(-85.0511, lat)) * Math.PI) / 180);
    return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * count);
}

/** All tiles of a zoom that meet the bounds; those of `maxZoom` above it. */
export function tilesIn(bounds: Bounds, zoom: number, maxZoom: number): TileRef[] {
    const z = Math.min(Math.floor(zoom), maxZoom);
    const count = 2 ** z;
    const clamp = (value: number) => Math.min(count - 1, Math.max(0, value));
    const tiles: TileRef[] = [];
    for (let x = clamp(column(bounds.west, count)); x <= clamp(column(bounds.east, count)); ++x)
        for (let y = clamp(row(bounds.north, count)); y <= clamp(row(bounds.south, count)); ++y)
            tiles.push({ z, x, y });
    return tiles;
}

/** Fills {z}, {x} and {y} of a URL template. */
export function tileUrl(template: string, tile: TileRef): string {
    return template
        .replace('{z}', String(tile.z))
        .replace('{x}', String(tile.x))
        .replace('{y}', String(tile.y));
}

/** The path of a URL of our own server, whatever host it names. */
export function localPath(url: string): string {
    const { pathname, search } = new URL(url.replaceAll('{', '%7B').replaceAll('}', '%7D'), location.href);
    return decodeURIComponent(pathname) + search;
}
