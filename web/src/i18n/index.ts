import { zhCN } from './zh-CN';

/** Every text of the interface; another language is another object of this type. */
export type Messages = typeof zhCN;

export const t: Messages = zhCN;

const count = new Intl.NumberFormat('zh-CN');

/** 6248 → 6,248 */
export const formatCount = (value: number): string => count.format(value);

/** A list's total; with + where it was not counted to its end. */
export const formatTotal = (page: { total: number; total_is_minimum?: boolean }): string =>
    count.format(page.total) + (page.total_is_minimum ? '+' : '');

/** Share of `part` in `whole` with one digit; a dash where there is nothing to share. */
export const formatShare = (part: number, whole: number): string =>
    whole > 0 ? `${((100 * part) / whole).toFixed(1)}%` : '—';

const parts = new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
});

function chinaTime(utc: string): Record<string, string> {
    const date = new Date(utc);
    return Object.fromEntries(parts.formatToParts(date).map(({ type, value }) => [type, value]));
}

/** UTC instant → 10-18 11:40 in China's time. */
export function formatTime(utc: string): string {
    const { month, day, hour, minute } = chinaTime(utc);
    return `${month}-${day} ${hour}:${minute}`;
}

/** UTC instant → 10-18 in China's time, with the year where it is not this one. */
export function formatDay(utc: string, now: Date = new Date()): string {
    const { year, month, day } = chinaTime(utc);
    return year === chinaTime(now.toISOString()).year ? `${month}-${day}` : `${year}-${month}-${day}`;
}

/** Calendar day 2024-10-08 → 10-08, with the year where it is not this one. */
export const formatPlainDay = (day: string, now: Date = new Date()): string =>
    day.slice(0, 4) === chinaTime(now.toISOString()).year ? day.slice(5) : day;

/** UTC instant → 11:40 in China's time. */
export function formatClock(utc: string): string {
    const { hour, minute } = chinaTime(utc);
    return `${hour}:${minute}`;
}

/** Today as 2024-10-18, in China's time. */
export function today(): string {
    const { year, month, day } = chinaTime(new Date().toISOString());
    return `${year}-${month}-${day}`;
}

const weekday = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', weekday: 'long' });

/** 10 月 18 日，星期五 */
export function formatToday(now: Date = new Date()): string {
    const { month, day } = chinaTime(now.toISOString());
    return `${Number(month)} 月 ${Number(day)} 日，${weekday.format(now)}`;
}

const DAY_MS = 86_400_000;

/** Whole days since a UTC instant, by China's calendar. */
export function daysSince(utc: string, now: Date = new Date()): number {
    const day = (iso: string) => {
        const { year, month, day: date } = chinaTime(iso);
        return Date.UTC(Number(year), Number(month) - 1, Number(date));
    };
    return Math.round((day(now.toISOString()) - day(utc)) / DAY_MS);
}
