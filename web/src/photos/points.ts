import type { PhotoPoint } from '@/map/useReviewMarks';
import type { ShownPhoto } from './usePhotos';

/** Where the photos were taken, those that know it. */
export const pointsOf = (photos: readonly ShownPhoto[]): PhotoPoint[] =>
    photos.flatMap(({ number, photo: { point, is_far: isFar } }) =>
        point ? [{ number, lon: point.lon, lat: point.lat, isFar }] : [],
    );
