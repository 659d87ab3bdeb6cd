import { computed, type Ref } from 'vue';
import type { Combined, CombinedRow } from '@/api/types';
import { choroplethOf, type Figure, type Measure } from '@/map/choropleth';
import type { MapTheme } from './address';

/** What a row of the table is coloured by. */
export const figures: Readonly<Record<Measure, (row: CombinedRow) => Figure>> = {
    share: ({ division, grade_c: c, grade_d: d, own_rural: whole }) => ({ code: division.code, part: c + d, whole }),
    progress: ({ division, approved: part, total: whole }) => ({ code: division.code, part, whole }),
};

/** Undefined where the theme colours no divisions. */
export const measureOf = (theme: MapTheme): Measure | undefined => (theme === 'share' || theme === 'progress' ? theme : undefined);

/** The divisions of the table in their colours; undefined where the theme colours no divisions. */
export function useChoropleth(theme: Ref<MapTheme>, combined: Ref<Combined | undefined>) {
    return computed(() => {
        const measure = measureOf(theme.value);
        if (!measure) return undefined;
        const rows = combined.value?.rows.filter(({ own }) => !own) ?? [];
        return choroplethOf(rows.map(figures[measure]));
    });
}
