import { describe, expect, it } from 'vitest';
import type { FormModel } from '@/modules/record/form/model';
import { sentencesOf } from './auditText';

const form = {
    fields: [
        { name: 'floors', label: '层数', kind: 'number', unit: '层', items: [] },
        { name: 'structure', label: '结构类型', kind: 'choice', codelist: 'structure', unit: '', items: [] },
        { name: 'phone', label: '联系电话', kind: 'text', unit: '', items: [] },
    ],
    photoSlots: [{ slot: 'front', label: '房屋正立面全景' }],
} as unknown as FormModel;
const names = {
    form,
    labelOf: (_: string, id: string) => ({ steel: '钢结构', cave: '窑洞' })[id] ?? id,
    placeOf: (code: string) => (code === '990101002201' ? '张家湾村' : code),
};
const say = (change: Record<string, unknown>) => sentencesOf({ change }, names);

describe('an entry of the trail', () => {
    it('names fields and codes as the form does', () => {
        const fields = [
            { field: 'structure', before: 'cave', after: 'steel' },
            { field: '/floors', before: null, after: 2 },
        ];
        const [structure, floors] = say({ fields });
        expect(structure).toBe('结构类型：窑洞 → 钢结构');
        expect(floors).toMatch(/^层数：未填 → 2/);
    });

    it('says that a personal field changed, and nothing of its content', () => {
        expect(say({ fields: [{ field: 'phone' }] })).toEqual(['联系电话：已改动，日志不记内容']);
    });

    it('tells a link before and after with its reason', () => {
        const change = { before: { state: 'unlinked' }, after: { state: 'linked', number: '4502' }, reason: '选错了' };
        expect(say(change)).toEqual(['图斑：未关联 → 已关联 4502', '原因：选错了']);
    });

    it('tells a decision by its state and ticked reasons', () => {
        expect(say({ status: 'returned', version: 4, reasons: ['incomplete_material'] })).toEqual([
            '档案状态：退回补正',
            '原因：资料不全',
        ]);
    });

    it('tells what was done to a patch, and where', () => {
        expect(say({ kind: 'refiled', division: '990101002201', reason: '' })).toEqual(['更正：改归属', '村（社区）：张家湾村']);
    });

    it('calls a photo by its slot', () => {
        expect(say({ slot: 'front', content: '68576e82' })).toEqual(['照片：房屋正立面全景']);
    });

    it('loses nothing that it has no words for', () => {
        expect(say({ rows: 3 })).toEqual(['rows：3']);
    });
});
