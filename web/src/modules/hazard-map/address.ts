import type { LocationQuery } from 'vue-router';

export type MapTheme = 'link' | 'grade' | 'status';

export interface Address {
    theme: MapTheme;
    /** Undefined: the account's own. */
    division?: string;
    view?: { center: [lon: number, lat: number]; zoom: number };
}

const themes: readonly MapTheme[] = ['grade', 'link', 'status'];

const number = (value: unknown): number =>
    typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;

/** What the address bar says; what it says wrongly is left out. */
export function readAddress(query: LocationQuery): Address {
    const [zoom, lat, lon] = [number(query.z), number(query.lat), number(query.lon)];
    const hasView = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
    const division = String(query.division ?? '');
    return {
        theme: themes.find((theme) => theme === query.theme) ?? 'grade',
        division: /^\d{12}$/.test(division) ? division : undefined,
        view: hasView ? { center: [lon, lat], zoom } : undefined,
    };
}

export function writeAddress({ theme, division, view }: Address): Record<string, string> {
    return {
        ...(division ? { division } : {}),
        ...(theme === 'grade' ? {} : { theme }),
        ...(view
            ? { z: view.zoom.toFixed(2), lat: view.center[1].toFixed(5), lon: view.center[0].toFixed(5) }
            : {}),
    };
}
