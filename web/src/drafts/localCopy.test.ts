import { describe, expect, it } from 'vitest';
import { readForm } from '@/modules/record/form/model';
import { copyOf, recover } from './localCopy';

const form = readForm({
    'x-sections': [{ id: 'house', mark: '②', label: '房屋' }],
    properties: {
        floors: { 'x-section': 'house', 'x-label': '层数', type: 'integer' },
        surveyor: { 'x-section': 'house', 'x-label': '排查人', type: 'string', 'x-personal': 'name' },
        phone: { 'x-section': 'house', 'x-label': '电话', type: 'string', 'x-personal': 'phone' },
        owners: {
            'x-section': 'house',
            'x-label': '产权人',
            type: 'array',
            items: {
                type: 'object',
                properties: { name: { type: 'string' }, id_number: { type: 'string', 'x-personal': 'id' } },
            },
        },
    },
});

const of = (body: Record<string, never> | Parameters<typeof copyOf>[1]) => ({ body, sources: {} });

describe('the copy that a browser keeps', () => {
    it('holds the edited fields alone', () => {
        const copy = copyOf(form, { floors: 1, surveyor: '周野' }, of({ floors: 2, surveyor: '周野' }));
        expect(copy).toMatchObject({ changed: { floors: 2 }, base: { floors: 1 }, emptied: [] });
    });

    it('holds no id and no phone that was typed, and says which are left out', () => {
        const owners = [{ name: '李望禾', id_number: '990101197001010011' }];
        const copy = copyOf(form, {}, of({ phone: '13800000000', owners }));
        expect(JSON.stringify(copy)).not.toMatch(/9901011970|138000/);
        expect(copy.changed).toEqual({ owners: [{ name: '李望禾' }] });
        expect(copy.left).toEqual(['电话', '产权人']);
    });

    it('holds what the server masked', () => {
        const owners = [{ name: '李望', id_number: '990101********0014' }];
        expect(copyOf(form, {}, of({ owners })).changed).toEqual({ owners });
    });
});

describe('recovering', () => {
    const copy = copyOf(form, { floors: 1, surveyor: '周野' }, of({ floors: 2 }));

    it('puts the edits on what the server has now', () => {
        const { merged, clashes } = recover(copy, of({ floors: 1, surveyor: '周野', phone: '138****0000' }));
        expect(merged.body).toEqual({ floors: 2, phone: '138****0000' });
        expect(clashes).toEqual([]);
    });

    it('tells where the server has changed the same field meanwhile', () => {
        const { clashes } = recover(copy, of({ floors: 3, surveyor: '周野' }));
        expect(clashes).toEqual([{ name: 'floors', mine: 2, theirs: 3 }]);
    });

    it('has nothing to do where the server took it after all', () => {
        expect(recover(copy, of({ floors: 2 }))).toEqual({ merged: of({ floors: 2 }), clashes: [] });
    });
});
