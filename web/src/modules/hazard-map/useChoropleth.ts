import { computed, type Ref } from 'vue';
import type { Combined, CombinedRow } from '@/api/types';
import { choroplethOf, type Figure, type Measure } from '@/map/choropleth';
import type { MapTheme } from './address';

const figures: Readonly<Record<Measure, (row: CombinedRow) => Figure>> = {
    share: ({ division, grade_c: c, grade_d: d, own_rural: whole }) => ({ code: division.code, part: c + d, whole }),
    progress: ({ division, approved: part, total: whole }) => ({ code: division.code, part, whole }),
};

/** The divisions of the table in their colours; undefined where the theme colours no divisions. */
export function useChoropleth(theme: Ref<MapTheme>, combined: Ref<Combined | undefined>) {
    return computed(() => {
        const measure = theme.value;
        if (measure !== 'share' && measure !== 'progress') return undefined;
        const rows = combined.value?.rows.filter(({ own }) => !own) ?? [];
        return choroplethOf(rows.map(figures[measure]));
    });
}
