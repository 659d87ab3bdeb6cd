import type { LocationQuery } from 'vue-router';
import type { Grade, Status } from '@/api/types';
import { divisionCode, oneOf, oneOfMany, type QueryField } from '@/filters/queryFilter';
import type { PatchFilter } from '@/map/patchFilter';
import type { Theme } from '@/map/patchLayers';

/** The last two colour divisions, and houses by grade and status. */
export type MapTheme = 'grade' | 'link' | 'status' | 'share' | 'progress';
export const mapThemes: readonly MapTheme[] = ['grade', 'link', 'status', 'share', 'progress'];
export const houseTheme: Readonly<Record<MapTheme, Theme>> = {
    grade: 'grade', link: 'link', status: 'status', share: 'grade', progress: 'status',
};

export interface Address {
    theme: MapTheme;
    /** Undefined: the account's own. */
    division?: string;
    view?: { center: [lon: number, lat: number]; zoom: number };
    filter: PatchFilter;
    /** Number of the patch whose card is open. */
    patch?: string;
}

/** How the address writes what has no grade. */
const UNGRADED = 'none';

const themes = oneOf<MapTheme>(mapThemes, 'grade');
const grades = oneOfMany(['A', 'B', 'C', 'D', UNGRADED] as const);
const statuses = oneOfMany<Status>(['not_started', 'draft', 'submitted', 'approved', 'returned']);
/** Identifiers of a code list, whichever it holds. */
const identifiers: QueryField<readonly string[]> = {
    empty: [],
    parse: (text) => text.split(',').filter((id) => /^[a-z0-9_]{1,40}$/.test(id)),
    format: (chosen) => chosen.join(','),
};

/** Patch numbers are opaque, of at most 32 characters. */
const patchNumber = (text: string): string | undefined => (text && text.length <= 32 ? text : undefined);

const number = (value: unknown): number =>
    typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;

/** What the address bar says; what it says wrongly is left out. */
export function readAddress(query: LocationQuery): Address {
    const [zoom, lat, lon] = [number(query.z), number(query.lat), number(query.lon)];
    const hasView = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
    const text = (name: string): string => (typeof query[name] === 'string' ? query[name] : '');
    return {
        theme: themes.parse(text('theme')),
        division: divisionCode.parse(text('division')),
        view: hasView ? { center: [lon, lat], zoom } : undefined,
        filter: {
            grade: grades.parse(text('grade')).map((grade): Grade => (grade === UNGRADED ? '' : grade)),
            status: statuses.parse(text('status')),
            structure: identifiers.parse(text('structure')),
            built_period: identifiers.parse(text('built_period')),
        },
        patch: patchNumber(text('patch')),
    };
}

export function writeAddress({ theme, division, view, filter, patch }: Address): Record<string, string> {
    const parts = {
        division: divisionCode.format(division),
        theme: themes.format(theme),
        grade: grades.format(filter.grade.map((grade) => grade || UNGRADED)),
        status: statuses.format(filter.status),
        structure: identifiers.format(filter.structure),
        built_period: identifiers.format(filter.built_period),
        patch: patch ?? '',
        z: view?.zoom.toFixed(2) ?? '',
        lat: view?.center[1].toFixed(5) ?? '',
        lon: view?.center[0].toFixed(5) ?? '',
    };
    return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ''));
}
