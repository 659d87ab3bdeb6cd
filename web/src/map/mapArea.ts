import type { Household } from '@/api/types';

const COUNTY_LEVEL = 3;

/**
 * Of what a household's map shows: the county, or as much of it as the caller may see, so that neighbouring villages are
 * there and the next household needs no new tiles.
 */
export function mapArea({ path, division }: Pick<Household, 'path' | 'division'>): string {
    return (path.find(({ level }) => level >= COUNTY_LEVEL) ?? division).code;
}
