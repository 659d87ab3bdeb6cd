import type { LocationQuery, LocationQueryRaw } from 'vue-router';

/** How one filter stands in the address bar. */
export interface QueryField<T> {
    /** The value of an absent or unusable parameter. */
    empty: T;
    parse: (text: string) => T;
    /** An empty string leaves the parameter out. */
    format: (value: T) => string;
}

export type QueryFields<F> = { readonly [Name in keyof F]: QueryField<F[Name]> };

/** Several values with commas; unknown ones are dropped. */
export function oneOfMany<T extends string>(values: readonly T[]): QueryField<readonly T[]> {
    return {
        empty: [],
        parse: (text) => {
            const given = text.split(',');
            return values.filter((value) => given.includes(value));
        },
        format: (chosen) => values.filter((value) => chosen.includes(value)).join(','),
    };
}

/** One of several values; the default is not written. */
export function oneOf<T extends string>(values: readonly T[], fallback: T): QueryField<T> {
    return {
        empty: fallback,
        parse: (text) => values.find((value) => value === text) ?? fallback,
        format: (value) => (value === fallback ? '' : value),
    };
}

export const flag: QueryField<boolean> = {
    empty: false,
    parse: (text) => text === 'true',
    format: (value) => (value ? 'true' : ''),
};

/** A whole number from `least` on; the default is not written. */
export function wholeNumber(fallback: number, least = 1): QueryField<number> {
    return {
        empty: fallback,
        parse: (text) => {
            const value = Number(text);
            return Number.isInteger(value) && value >= least ? value : fallback;
        },
        format: (value) => (value === fallback ? '' : String(value)),
    };
}

/** A division code; undefined is the whole own area. */
export const divisionCode: QueryField<string | undefined> = {
    empty: undefined,
    parse: (text) => (/^\d{12}$/.test(text) ? text : undefined),
    format: (value) => value ?? '',
};

export function parseQuery<F extends object>(fields: QueryFields<F>, query: LocationQuery): F {
    const filter = {} as F;
    for (const name of Object.keys(fields) as (keyof F & string)[]) {
        const text = query[name];
        filter[name] = typeof text === 'string' ? fields[name].parse(text) : fields[name].empty;
    }
    return filter;
}

export function formatQuery<F extends object>(fields: QueryFields<F>, filter: F): LocationQueryRaw {
    const query: LocationQueryRaw = {};
    for (const name of Object.keys(fields) as (keyof F & string)[]) {
        const text = fields[name].format(filter[name]);
        if (text !== '') query[name] = text;
    }
    return query;
}
