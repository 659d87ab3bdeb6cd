import { describe, expect, it } from 'vitest';
import { termOf, toSearchBody } from './filter';

describe('what was typed into the search', () => {
    it('is an id number with eighteen places, however it was typed', () => {
        expect(termOf(' ９９０１０１ 19700101 001x ')).toEqual({ id_number: '99010119700101001X' });
    });

    it('is a phone number with eleven digits that begin with one', () => {
        expect(termOf('138-0000-0000')).toEqual({ phone: '13800000000' });
    });

    it('is a text otherwise', () => {
        expect(termOf(' 李望禾 ')).toEqual({ text: '李望禾' });
        expect(termOf('9901010031187')).toEqual({ text: '9901010031187' });
    });
});

describe('the body of a search', () => {
    it('holds only the filters that are set', () => {
        const filter = {
            division: undefined,
            status: ['returned'] as const,
            grade: [],
            housing: [],
            patch_state: [],
            resubmitted: true,
            own: false,
            sort: '-status_at' as const,
            page: 2,
            size: 20,
        };
        expect(toSearchBody(filter, '三组')).toEqual({
            text: '三组',
            page: 2,
            size: 20,
            sort: '-status_at',
            resubmitted: 'true',
            status: ['returned'],
        });
    });
});
