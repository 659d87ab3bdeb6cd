// Writes the houses of the sign-in page from the sample's outlines: the densest window of
// WIDTH × HEIGHT metres, in decimetres from its north-west corner, with invented grades.
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

const source = new URL('../../data/sample/north-bayreuth-buildings.geojsonl.gz', import.meta.url);
const target = new URL('../src/modules/session/sampleHouses.json', import.meta.url);

const WIDTH = 460;
const HEIGHT = 400;
const SMALLEST_DWELLING_M2 = 75;
const LARGEST_DWELLING_M2 = 600;
const METRES_PER_DEGREE = 111_320;
// One letter per dwelling in turn: mostly sound, few dangerous.
const GRADES = 'AABAACABAABBADAABACAABABAACABAAB';

const lines = gunzipSync(await readFile(source)).toString('utf8').trim().split('\n');
const rings = lines.map((line) => JSON.parse(line).geometry.coordinates[0][0]);
const scale = Math.cos((rings[0][0][1] * Math.PI) / 180);
const houses = rings.map((ring) =>
    ring.slice(0, -1).map(([lon, lat]) => [
        (lon - 11.3) * METRES_PER_DEGREE * scale,
        (50.2 - lat) * METRES_PER_DEGREE,
    ]),
);

function areaOf(ring) {
    let doubled = 0;
    ring.forEach(([x, y], i) => {
        const [nextX, nextY] = ring[(i + 1) % ring.length];
        doubled += x * nextY - nextX * y;
    });
    return Math.abs(doubled) / 2;
}

const isDwelling = (ring) =>
    areaOf(ring) >= SMALLEST_DWELLING_M2 && areaOf(ring) <= LARGEST_DWELLING_M2;

function edgesOf(ring) {
    return ring.map((point, i) => [point, ring[(i + 1) % ring.length]]);
}

function isInside([x, y], ring) {
    const crossed = edgesOf(ring).filter(
        ([[ax, ay], [bx, by]]) => ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay),
    );
    return crossed.length % 2 === 1;
}

function distanceToEdges([x, y], ring) {
    const distances = edgesOf(ring).map(([[ax, ay], [bx, by]]) => {
        const [dx, dy] = [bx - ax, by - ay];
        const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
        const t = Math.max(0, Math.min(1, along));
        return Math.hypot(ax + t * dx - x, ay + t * dy - y);
    });
    return Math.min(...distances);
}

/** Of a grid of points that inside the ring which is farthest from its edges: a letter fits there. */
function innerPoint(ring) {
    const STEPS = 16;
    const xs = ring.map(([x]) => x);
    const ys = ring.map(([, y]) => y);
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
    let best = { room: -1, point: ring[0] };
    for (let i = 1; i < STEPS; i++)
        for (let j = 1; j < STEPS; j++) {
            const point = [left + (width * i) / STEPS, top + (height * j) / STEPS];
            const room = isInside(point, ring) ? distanceToEdges(point, ring) : -1;
            if (room > best.room) best = { room, point };
        }
    return best.point;
}

const isIn = ([x, y], [west, north]) =>
    x >= west && x <= west + WIDTH && y >= north && y <= north + HEIGHT;

const corners = houses.map(([[x, y]]) => [x - WIDTH / 2, y - HEIGHT / 2]);
let best = { count: 0, corner: corners[0] };
for (const corner of corners) {
    const count = houses.filter((ring) => isIn(ring[0], corner)).length;
    if (count > best.count) best = { count, corner };
}

const [west, north] = best.corner;
const toPicture = ([x, y]) => [Math.round((x - west) * 10), Math.round((y - north) * 10)];
let dwellings = 0;
const shown = houses
    .filter((ring) => isIn(ring[0], best.corner))
    .sort(([a], [b]) => a[1] - b[1])
    .map((ring) => ({
        grade: isDwelling(ring) ? GRADES[dwellings++ % GRADES.length] : '',
        ring: ring.map(toPicture),
        inside: toPicture(innerPoint(ring)),
    }));

const rows = shown.map((house) => '    ' + JSON.stringify(house)).join(',\n');
await writeFile(
    target,
    `{\n  "width": ${WIDTH * 10},\n  "height": ${HEIGHT * 10},\n  "houses": [\n${rows}\n  ]\n}\n`,
);
console.log(`${shown.length} houses`);
