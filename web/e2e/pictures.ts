import { crc32, deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';

export type Colour = readonly [red: number, green: number, blue: number];

function chunk(type: string, data: Buffer): Buffer {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
}

/** A square PNG of one colour. */
export function plainPng(size: number, colour: Colour): Buffer {
    const head = Buffer.alloc(13);
    head.writeUInt32BE(size, 0);
    head.writeUInt32BE(size, 4);
    head.set([8, 2], 8); // bits a channel, RGB
    const row = Buffer.from([0, ...Array.from({ length: size }, () => colour).flat()]);
    const rows = Buffer.concat(Array.from({ length: size }, () => row));
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

/** A PMTiles archive, version 3, whose one tile is the world. */
export function worldArchive(png: Buffer): Buffer {
    const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]);
    // One entry: its number, how many tiles it stands for, its length, its offset (plus one).
    const directory = Buffer.from([1, 0, 1, ...varint(png.length), 1]);
    const metadata = Buffer.from('{}');
    const head = Buffer.alloc(127);
    head.write('PMTiles');
    head[7] = 3;
    const rootAt = head.length;
    const metadataAt = rootAt + directory.length;
    const tilesAt = metadataAt + metadata.length;
    // Root directory, metadata, leaf directories, tiles: offset and length each.
    [rootAt, directory.length, metadataAt, metadata.length, tilesAt, 0, tilesAt, png.length].forEach((value, i) =>
        head.writeBigUInt64LE(BigInt(value), 8 + 8 * i),
    );
    [1, 1, 1].forEach((count, i) => head.writeBigUInt64LE(BigInt(count), 72 + 8 * i));
    head.set([1, 1, 1, 2, 0, 0], 96); // clustered, nothing compressed, PNG, zooms
    [-180, -85, 180, 85].forEach((degrees, i) => head.writeInt32LE(degrees * 1e7, 102 + 4 * i));
    return Buffer.concat([head, directory, metadata, png]);
}

/** A colour laid over another one. */
export const over = (colour: Colour, ground: Colour, opacity: number): Colour => {
    const mixed = colour.map((value, channel) => Math.round(value * opacity + ground[channel]! * (1 - opacity)));
    return [mixed[0]!, mixed[1]!, mixed[2]!];
};

/** For each pixel of an element, row by row, which of the colours it has within two steps; -1: none. */
async function pixelsOf(page: Page, testId: string, colours: readonly Colour[]): Promise<{ width: number; found: number[] }> {
    const png = (await page.getByTestId(testId).screenshot()).toString('base64');
    return page.evaluate(
        async ([encoded, wanted]) => {
            const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
            const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
            const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!;
            context.drawImage(picture, 0, 0);
            const { data } = context.getImageData(0, 0, picture.width, picture.height);
            const at = (i: number) =>
                wanted.findIndex((colour) => colour.every((value, channel) => Math.abs(data[4 * i + channel]! - value) <= 2));
            return { width: picture.width, found: Array.from({ length: data.length / 4 }, (_, i) => at(i)) };
        },
        [png, colours] as const,
    );
}

/** Share of an element's pixels that have the colour. */
export async function shareOf(page: Page, testId: string, colour: Colour): Promise<number> {
    const { found } = await pixelsOf(page, testId, [colour]);
    return found.filter((place) => place === 0).length / found.length;
}

const AROUND = 8;

/** Where on the page one of the colours fills a square of some pixels, all of one. */
export async function placeOf(page: Page, testId: string, colours: readonly Colour[]): Promise<{ x: number; y: number }> {
    const box = (await page.getByTestId(testId).boundingBox())!;
    const { width, found } = await pixelsOf(page, testId, colours);
    const isFilled = (i: number) => {
        for (let y = -AROUND; y <= AROUND; y += 1)
            for (let x = -AROUND; x <= AROUND; x += 1) if (found[i + y * width + x] !== found[i]) return false;
        return true;
    };
    const at = found.findIndex((place, i) => place >= 0 && isFilled(i));
    if (at < 0) throw new Error('nothing has these colours');
    return { x: box.x + (at % width), y: box.y + Math.floor(at / width) };
}
