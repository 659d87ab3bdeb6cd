import type { SeriesPoint } from '@/api/types';

/** Days whose pace is taken to go on. */
const PACE_DAYS = 14;
/** Further off, a date would say more than is known. */
const FARTHEST_DAYS = 366;

const WEEK_DAYS = 7;
const DAY_MS = 86_400_000;

export interface Forecast {
    /** Households approved a day, over the last two weeks. */
    pace: number;
    left: number;
    /** Day on which the last one would be approved at this pace; absent where that is too far off. */
    end?: string;
}

export function addDays(day: string, days: number): string {
    return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** From the first day with households on: before it there was nothing to do. */
export function begun(points: readonly SeriesPoint[]): readonly SeriesPoint[] {
    const first = points.findIndex(({ total }) => total > 0);
    return first < 0 ? [] : points.slice(first);
}

/** When the work would be done if it went on as in the last two weeks; undefined without a past. */
export function forecastOf(all: readonly SeriesPoint[]): Forecast | undefined {
    const points = begun(all);
    const last = points[points.length - 1];
    const before = points[Math.max(0, points.length - 1 - PACE_DAYS)];
    if (!last || !before || last === before) return undefined;
    const days = Math.min(PACE_DAYS, points.length - 1);
    const pace = Math.max(0, (last.approved - before.approved) / days);
    const left = last.total - last.approved;
    if (left === 0) return { pace, left, end: last.day };
    const needed = pace > 0 ? Math.ceil(left / pace) : Infinity;
    return needed > FARTHEST_DAYS ? { pace, left } : { pace, left, end: addDays(last.day, needed) };
}

/** Households approved in the last seven days, today's so far among them; undefined with a shorter past. */
export function passedInWeek(points: readonly SeriesPoint[]): number | undefined {
    const last = points[points.length - 1];
    const before = points[points.length - 1 - WEEK_DAYS];
    return last && before && last.approved - before.approved;
}
