import { describe, expect, it } from 'vitest';
import type { Household } from '@/api/types';
import { readForm } from '@/modules/record/form/model';
import { factsOf } from './facts';

const labels: Record<string, string> = { 'structure/brick_stone': '砖石结构' };
const labelOf = (list: string, id: string) => labels[`${list}/${id}`] ?? id;

const form = readForm({
    'x-sections': [
        { id: 'household', mark: '①', label: '农户' },
        { id: 'house', mark: '②', label: '房屋' },
        { id: 'safety', mark: '④', label: '安全' },
    ],
    properties: {
        structure: { 'x-section': 'house', 'x-order': 20, 'x-label': '结构类型', 'x-codelist': 'structure' },
        floor_area_m2: {
            'x-section': 'house',
            'x-order': 10,
            'x-label': '建筑面积',
            'x-unit': 'm²',
            type: 'number',
        },
        split: { 'x-section': 'household', 'x-order': 1, 'x-label': '是否分户', type: 'boolean' },
        note: { 'x-section': 'safety', 'x-order': 1, 'x-label': '说明', type: 'string' },
    },
});

const household = { patch: null, patch_state: 'not_found' } as Household;

const shown = (body: Parameters<typeof factsOf>[1]) =>
    factsOf(form, body, household, labelOf).map(({ title, facts }) => [
        title,
        facts.map(({ label, text }) => `${label} ${text}`),
    ]);

describe('the facts of a record', () => {
    it('stand by section in the order of the form, with the patch before the house', () => {
        expect(shown({ structure: 'brick_stone', floor_area_m2: 224, split: false })).toEqual([
            ['① 农户', ['是否分户 否']],
            ['② 房屋', ['图斑 未发现图斑', '建筑面积 224 m²', '结构类型 砖石结构']],
        ]);
    });

    it('leave out what is empty, and the house of who has none', () => {
        expect(shown({ split: true, note: '' })).toEqual([['① 农户', ['是否分户 是']]]);
    });
});
