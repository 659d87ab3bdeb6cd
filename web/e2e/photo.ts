import type { Page } from '@playwright/test';
import * as piexif from 'piexif-ts';

interface Shot {
    lon: number;
    lat: number;
    /** As cameras write it: 2025:10:09 08:52:00. */
    taken: string;
    /** Longest side in pixels; noise of 2000 makes about 3 MB. */
    side: number;
}

/** Noise as a JPEG, with the place and time that a camera writes. */
export async function shoot(page: Page, { lon, lat, taken, side }: Shot): Promise<Buffer> {
    const drawn = await page.evaluate((width) => {
        const canvas = document.createElement('canvas');
        canvas.width = width;
        canvas.height = (width * 3) / 4;
        const context = canvas.getContext('2d')!;
        const picture = context.createImageData(canvas.width, canvas.height);
        for (let at = 0; at < picture.data.length; at += 4) {
            picture.data.fill(Math.random() * 255, at, at + 3);
            picture.data[at + 3] = 255;
        }
        context.putImageData(picture, 0, 0);
        return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]!;
    }, side);
    const { TagValues, GPSHelper } = piexif;
    const exif = piexif.dump({
        '0th': { [TagValues.ImageIFD.Make]: 'Test', [TagValues.ImageIFD.Model]: 'Camera' },
        Exif: { [TagValues.ExifIFD.DateTimeOriginal]: taken },
        GPS: {
            [TagValues.GPSIFD.GPSLatitudeRef]: lat < 0 ? 'S' : 'N',
            [TagValues.GPSIFD.GPSLatitude]: GPSHelper.degToDmsRational(Math.abs(lat)),
            [TagValues.GPSIFD.GPSLongitudeRef]: lon < 0 ? 'W' : 'E',
            [TagValues.GPSIFD.GPSLongitude]: GPSHelper.degToDmsRational(Math.abs(lon)),
        },
    });
    const picture = Buffer.from(drawn, 'base64').toString('latin1');
    return Buffer.from(piexif.insert(exif, picture), 'latin1');
}

export interface ChosenFile {
    name: string;
    mimeType: string;
    buffer: Buffer;
}

export const jpeg = (buffer: Buffer): ChosenFile => ({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer });

export const slotOf = (page: Page, name: string) => page.getByTestId(`slot-${name}`);

/** Chooses a file for a slot of the open record's photos. */
export const choose = (page: Page, name: string, file: ChosenFile) =>
    slotOf(page, name).getByTestId('choose-photo').setInputFiles(file);
