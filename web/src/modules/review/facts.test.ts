import { describe, expect, it } from 'vitest';
import { factsOf, textOf } from './facts';

const labels: Record<string, string> = { 'structure/masonry': '砖石结构', 'parts/wall': '墙体', 'parts/roof': '屋面' };
const labelOf = (list: string, id: string) => labels[`${list}/${id}`] ?? id;

const schema = {
    'x-sections': [
        { id: 'household', mark: '①', label: '农户' },
        { id: 'house', mark: '②', label: '房屋' },
        { id: 'safety', mark: '④', label: '安全' },
    ],
    properties: {
        structure: { 'x-section': 'house', 'x-order': 20, 'x-label': '结构类型', 'x-codelist': 'structure' },
        floor_area_m2: { 'x-section': 'house', 'x-order': 10, 'x-label': '建筑面积', 'x-unit': 'm²' },
        split: { 'x-section': 'household', 'x-order': 1, 'x-label': '是否分户' },
        note: { 'x-section': 'safety', 'x-order': 1, 'x-label': '说明' },
    },
};

describe('the facts of a record', () => {
    it('stand by section in the order of the form, empty ones left out', () => {
        const body = { structure: 'masonry', floor_area_m2: 224, split: false, note: '' };
        const sections = factsOf(schema, body, labelOf);
        expect(sections.map(({ title }) => title)).toEqual(['① 农户', '② 房屋']);
        expect(sections[1]!.facts.map(({ label, text }) => [label, text])).toEqual([
            ['建筑面积', '224 m²'],
            ['结构类型', '砖石结构'],
        ]);
        expect(sections[0]!.facts[0]!.text).toBe('否');
    });

    it('name several choices and several people', () => {
        expect(textOf({ 'x-codelist': 'parts' }, ['wall', 'roof'], labelOf)).toBe('墙体、屋面');
        const people = {
            items: { properties: { phone: { 'x-order': 2 }, name: { 'x-order': 1 } } },
        };
        const value = [{ phone: '1', name: '甲' }, { name: '乙' }];
        expect(textOf(people, value, labelOf)).toBe('甲 1、乙');
    });
});
