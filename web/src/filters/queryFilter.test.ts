import { describe, expect, it } from 'vitest';
import {
    divisionCode,
    formatQuery,
    oneOfMany,
    parseQuery,
    wholeNumber,
    type QueryFields,
    flag,
    oneOf,
} from './queryFilter';

type Letter = 'A' | 'B' | 'C' | 'D';

interface Filter {
    division: string | undefined;
    grade: readonly Letter[];
    page: number;
}

const fields: QueryFields<Filter> = {
    division: divisionCode,
    grade: oneOfMany<Letter>(['A', 'B', 'C', 'D']),
    page: wholeNumber(1),
};

describe('a filter in the address bar', () => {
    it('comes back as it was written', () => {
        const filter: Filter = { division: '990101002201', grade: ['C', 'D'], page: 3 };
        const query = formatQuery(fields, filter);
        expect(query).toEqual({ division: '990101002201', grade: 'C,D', page: '3' });
        expect(parseQuery(fields, query as Record<string, string>)).toEqual(filter);
    });

    it('leaves out what is empty or the default', () => {
        expect(formatQuery(fields, { division: undefined, grade: [], page: 1 })).toEqual({});
    });

    it('ignores values that nobody could have chosen', () => {
        const query = { division: "' or 1=1", grade: 'C,Z', page: '-4', other: 'x' };
        expect(parseQuery(fields, query)).toEqual({ division: undefined, grade: ['C'], page: 1 });
    });

    it('ignores a parameter that stands twice', () => {
        expect(parseQuery(fields, { grade: ['C', 'D'] }).grade).toEqual([]);
    });
});

describe('a choice of one, and a flag', () => {
    const order = oneOf(['place', 'name'] as const, 'place');

    it('leave the usual out of the address and take nonsense for it', () => {
        expect([order.format('place'), order.format('name')]).toEqual(['', 'name']);
        expect([order.parse('name'), order.parse('age')]).toEqual(['name', 'place']);
        expect([flag.format(false), flag.format(true), flag.parse('true'), flag.parse('1')]).toEqual([
            '', 'true', true, false,
        ]);
    });
});
