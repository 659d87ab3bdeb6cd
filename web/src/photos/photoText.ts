import type { Photo } from '@/api/types';
import { formatTime, t } from '@/i18n';

/** When a photo was taken, as its camera says. */
export const timeText = ({ taken_at: taken }: Photo): string => (taken ? formatTime(taken) : t.photos.noTime);

/** Where it was taken, seen from the household's patch. */
export function placeText({ point, distance_m: metres }: Photo): string {
    if (!point) return t.photos.noPlace;
    return metres === null ? t.photos.unlinked : t.photos.near(metres.toFixed(0));
}
