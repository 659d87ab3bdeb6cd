import Compressor from 'compressorjs';

const SENT_AS_THEY_ARE = ['image/jpeg', 'image/png'];
/** Longest sides in pixels to try, and how much of the detail JPEG keeps. */
const SIDES = [2048, 1600, 1200];
const QUALITY = 0.82;

function jpegOf(file: Blob, side: number): Promise<Blob> {
    return new Promise((resolve, reject) => {
        new Compressor(file, {
            maxWidth: side,
            maxHeight: side,
            quality: QUALITY,
            mimeType: 'image/jpeg',
            // The place and time that the camera wrote go with it; the picture is turned upright.
            retainExif: true,
            checkOrientation: true,
            success: resolve,
            error: reject,
        });
    });
}

/**
 * The file as it may be sent: one that is small enough, or no picture at all, goes as it is, for the
 * server to judge. Undefined where the browser can't open it or make it small enough.
 */
export async function shrink(file: Blob, mostBytes: number): Promise<Blob | undefined> {
    const isSmall = file.size <= mostBytes;
    if (isSmall && (SENT_AS_THEY_ARE.includes(file.type) || !file.type.startsWith('image/'))) return file;
    if (!file.type.startsWith('image/')) return undefined;
    try {
        for (const side of SIDES) {
            const smaller = await jpegOf(file, side);
            if (smaller.size <= mostBytes) return smaller;
        }
    } catch {
        // What a browser can't open it can't shrink.
    }
    return undefined;
}
