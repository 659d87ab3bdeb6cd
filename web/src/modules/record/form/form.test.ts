import { describe, expect, it } from 'vitest';
import type { FormSchema } from '@/api/types';
import { fillsOf, withFills, withValue, type Draft } from './edit';
import { mergeDrafts, withTheirs } from './merge';
import { findingsOf, missingOf, missingPhotos } from './missing';
import { readForm } from './model';
import { DIVISION, textOf } from './show';
import { isDue, isVisible } from './visibility';

const form = readForm({
    title: '样表',
    'x-sections': [
        { id: 'house', mark: '②', label: '房屋' },
        { id: 'photos', mark: '⑤', label: '照片' },
    ],
    properties: {
        note: { 'x-section': 'house', 'x-order': 30, 'x-label': '说明', type: 'string', 'x-visible-when': { kinds: 'other' }, 'x-required': true },
        kinds: { 'x-section': 'house', 'x-order': 20, 'x-label': '类型', type: 'array', items: { type: 'string' }, 'x-codelist': 'k', 'x-visible-when': { extended: true } },
        extended: { 'x-section': 'house', 'x-order': 10, 'x-label': '改扩建', type: 'boolean', 'x-required': true },
        floors: { 'x-section': 'house', 'x-order': 40, 'x-label': '层数', type: 'integer', 'x-from-patch': 'floors' },
        use: { 'x-section': 'house', 'x-order': 50, 'x-label': '类别', type: 'string', 'x-codelist': 'u', 'x-codes': ['residential'], 'x-from-patch': 'use' },
        owners: { 'x-section': 'house', 'x-order': 60, 'x-label': '产权人', type: 'array', items: { type: 'object', properties: { name: { 'x-label': '姓名', type: 'string' } } }, 'x-required-when': { extended: false } },
        patch: { 'x-section': 'house', 'x-order': 5, type: 'object', 'x-widget': 'patch' },
    },
} as unknown as FormSchema);
const photoForm = (required: boolean) =>
    readForm({
        properties: { grade: { 'x-section': 'safety', 'x-order': 1, type: 'string' } },
        'x-sections': [
            { id: 'household', mark: '①', label: '农户' },
            { id: 'photos', mark: '⑤', label: '照片' },
        ],
        'x-photos': {
            required,
            max_bytes: 1024,
            slots: [
                { slot: 'front', label: '正立面', min: 1, max: 1 },
                { slot: 'risk_part', label: '隐患部位', min: 1, max: 3, 'visible-when': { grade: ['C', 'D'] } },
            ],
        },
    } as unknown as FormSchema);
const field = (name: string) => form.fields.find((candidate) => candidate.name === name)!;
const empty: Draft = { body: {}, sources: {} };

describe('readForm', () => {
    it('orders fields, leaves out the patch and sections without fields', () => {
        expect(form.fields.map(({ name }) => name)).toEqual(['extended', 'kinds', 'note', 'floors', 'use', 'owners']);
        expect(form.sections.map(({ id }) => id)).toEqual(['house']);
    });

    it('tells kinds by type and annotation', () => {
        const kinds = ['extended', 'kinds', 'note', 'floors', 'use', 'owners'].map((name) => field(name).kind);
        expect(kinds).toEqual(['yes_no', 'choices', 'text', 'number', 'choice', 'list']);
        expect(field('owners').items[0]?.name).toBe('name');
    });
});

describe('visibility', () => {
    it('looks into lists of choices and up the chain of conditions', () => {
        expect(isVisible(field('note'), form.fields, { extended: true, kinds: ['a', 'other'] })).toBe(true);
        expect(isVisible(field('note'), form.fields, { extended: true, kinds: ['a'] })).toBe(false);
        expect(isVisible(field('note'), form.fields, { extended: false, kinds: ['other'] })).toBe(false);
    });

    it('makes a field due where its own conditions say so', () => {
        expect(isDue(field('owners'), { extended: false })).toBe(true);
        expect(isDue(field('owners'), { extended: true })).toBe(false);
    });
});

describe('findingsOf', () => {
    const errors = [
        { field: '/owners/0/name', code: 'missing', message: '请填姓名。' },
        { field: '/photos/front', code: 'photo_missing', message: '缺正立面照片' },
    ];

    it('names what the server refused by the form, and photos by its own words', () => {
        expect(findingsOf(form.fields, errors)).toEqual([
            { field: '/owners/0/name', section: 'house', label: '产权人', message: '请填姓名。' },
            { field: '/photos/front', section: 'photos', label: '缺正立面照片', message: '缺正立面照片' },
        ]);
    });

    it('counts as missing until the field is edited', () => {
        const findings = findingsOf(form.fields, errors);
        const body = { extended: true, floors: 2, owners: [{ name: '' }] };
        expect(missingOf(form.fields, body, findings, new Set())).toHaveLength(2);
        expect(missingOf(form.fields, body, findings, new Set(['owners']))).toHaveLength(1);
    });
});

describe('textOf', () => {
    it('calls a division by its name', () => {
        const moved = { ...field('extended'), kind: DIVISION } as const;
        const label = (list: string, id: string) => (list === DIVISION ? '云泽县龙溪镇' : id);
        expect(textOf(moved, '990101100000', label)).toBe('云泽县龙溪镇');
    });
});

describe('missingOf', () => {
    const found = [{ field: '/floors', section: 'house' as const, label: '层数', message: '不对' }];

    it('adds what is due and empty, in the order of the form', () => {
        const names = missingOf(form.fields, {}, found, new Set()).map((entry) => entry.field);
        expect(names).toEqual(['/extended', '/floors']);
    });

    it('drops what was touched or is hidden now', () => {
        expect(missingOf(form.fields, { extended: true }, found, new Set(['floors']))).toEqual([]);
        const hidden = [{ field: '/note', section: 'house' as const, label: '说明', message: '' }];
        expect(missingOf(form.fields, { extended: true }, hidden, new Set())).toEqual([]);
    });
});

describe('missingPhotos', () => {
    const fieldsOf = (body: Record<string, string>, counts: Record<string, number>, required = true) =>
        missingPhotos(photoForm(required), body, counts).map((entry) => entry.field);

    it('asks for the slots that the answers call for and that are not filled', () => {
        expect(fieldsOf({ grade: 'A' }, {})).toEqual(['/photos/front']);
        expect(fieldsOf({ grade: 'C' }, { front: 1 })).toEqual(['/photos/risk_part']);
        expect(fieldsOf({ grade: 'D' }, { front: 1, risk_part: 1 })).toEqual([]);
    });

    it('asks for none as long as the form does not require them', () => {
        expect(fieldsOf({ grade: 'C' }, {}, false)).toEqual([]);
    });

    it('has a section of its own, without fields', () => {
        expect(photoForm(true).sections.map(({ id }) => id)).toEqual(['photos']);
    });
});

describe('withValue', () => {
    it('keeps the source and what it said, until the value is back', () => {
        const filled: Draft = { body: { floors: 2 }, sources: { floors: { source: 'patch' } } };
        const edited = withValue(filled, 'floors', 3);
        expect(edited.sources.floors).toEqual({ source: 'patch', value: 2 });
        expect(withValue(edited, 'floors', 2).sources.floors).toEqual({ source: 'patch' });
    });

    it('takes an empty value out', () => {
        expect(withValue({ body: { note: 'x' }, sources: {} }, 'note', ' ')).toEqual(empty);
    });
});

describe('prefill from a patch', () => {
    const attributes = { floors: 2, use: 'residential' };

    it('replaces values of other sources and keeps those set by hand', () => {
        const draft: Draft = {
            body: { floors: 1, use: 'residential' },
            sources: { floors: { source: 'hand' }, use: { source: 'list' } },
        };
        const fills = fillsOf(form.fields, attributes, draft);
        expect(fills.map(({ field: { name }, isKept }) => [name, isKept])).toEqual([['floors', true], ['use', false]]);
        expect(withFills(draft, fills)).toEqual({
            body: { floors: 1, use: 'residential' },
            sources: { floors: { source: 'patch', value: 2 }, use: { source: 'patch' } },
        });
    });

    it('offers no code that the form does not take', () => {
        expect(fillsOf(form.fields, { use: 'non_residential' }, empty)).toEqual([]);
    });
});

describe('mergeDrafts', () => {
    const of = (body: Draft['body']): Draft => ({ body, sources: {} });

    it('takes each side where only it changed, and tells of clashes', () => {
        const { merged, clashes } = mergeDrafts(
            { a: 1, b: 1, c: 1, d: 1 },
            of({ a: 2, b: 1, c: 2 }),
            of({ a: 1, b: 3, c: 3, d: 1 }),
        );
        expect(merged.body).toEqual({ a: 2, b: 3, c: 2 });
        expect(clashes).toEqual([{ name: 'c', mine: 2, theirs: 3 }]);
    });

    it('has no clash where both did the same', () => {
        expect(mergeDrafts({ a: 1 }, of({ a: 2 }), of({ a: 2 })).clashes).toEqual([]);
    });

    it('takes the other side on request, its absence too', () => {
        expect(withTheirs(of({ a: 1, b: 2 }), of({ a: 3 }), 'b').body).toEqual({ a: 1 });
        expect(withTheirs(of({ a: 1 }), of({ a: 3 }), 'a').body).toEqual({ a: 3 });
    });
});
