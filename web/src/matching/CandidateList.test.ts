import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import type { Candidate, Candidates } from '@/api/types';
import CandidateList from './CandidateList.vue';

const reason = (text: string, weight: number, code = text) => ({ code, text, weight });

const candidate = (rank: number, probability: number, extra: Partial<Candidate> = {}): Candidate =>
    ({
        rank,
        probability,
        reasons: [],
        patch: { number: `990101003118${rank}`, link: 'unlinked' },
        ...extra,
    }) as unknown as Candidate;

const candidates: Candidates = {
    candidates: [
        candidate(1, 0.92, {
            reasons: [reason('同村', 0.1), reason('距定位点 8 米', 3, 'distance'), reason('地址一致', 5), reason('层数不符', -1)],
        }),
        candidate(2, 0.05, { taken_by: '张*', reasons: [reason('已被张*选中', -2, 'taken')], distance_m: 28.4 }),
    ],
    none_probability: 0.03,
};

function list(chosen?: string, isNoneChosen = false) {
    return mount(CandidateList, { props: { candidates, chosen, isNoneChosen, noneHint: '列入补录名单' } });
}

describe('the list of candidates', () => {
    it('tells the strongest reason first, leaves out what tells little, and marks what speaks against', () => {
        const row = list().get('[data-testid="candidate-1"]');
        expect(row.get('.supports').text()).toBe('地址一致·距定位点 8 米');
        expect(row.get('.against').text()).toBe('不符：层数不符');
        expect(row.text()).toContain('92%');
        expect(row.text()).toContain('很可能');
    });

    it('says once who has taken a patch, and its distance where no reason does', () => {
        const row = list().get('[data-testid="candidate-2"]');
        expect(row.text().match(/张\*/g)).toHaveLength(1);
        expect(row.get('.taken').text()).toBe('已被张*户选中');
        expect(row.get('.supports').text()).toBe('28 米');
    });

    it('walks with the arrows from the first to none', async () => {
        const wrapper = list('9901010031182');
        await wrapper.get('ul').trigger('keydown', { key: 'ArrowUp' });
        await wrapper.get('ul').trigger('keydown', { key: 'ArrowDown' });
        expect(wrapper.emitted('pick')).toEqual([[1]]);
        expect(wrapper.emitted('none')).toHaveLength(1);
    });

    it('stays at the first when the arrow points beyond it', async () => {
        const wrapper = list('9901010031181');
        await wrapper.get('ul').trigger('keydown', { key: 'ArrowUp' });
        expect(wrapper.emitted('pick')).toEqual([[1]]);
    });

    it('shows a patch that was picked on the map beside them', () => {
        const wrapper = list('9901010039999');
        expect(wrapper.get('[data-testid="candidate-picked"]').text()).toContain('9901010039999');
        expect(wrapper.get('ul').attributes('aria-activedescendant')).toBeUndefined();
    });

    it('tells a screen reader which one is chosen', () => {
        expect(list('9901010031181').get('ul').attributes('aria-activedescendant')).toBe('candidate-1');
        expect(list(undefined, true).get('ul').attributes('aria-activedescendant')).toBe('candidate-none');
    });
});
