import { describe, expect, it } from 'vitest';
import type { Candidate } from '@/api/types';
import { evidenceOf, factorText, likelihoodWord, percentText, strongestAgainst, takenText, type Reason } from './evidence';

const reason = (code: string, weight: number) => ({ code, text: code, weight });

function candidate(link: string, extra: Partial<Candidate> = {}, heads: string[] = []): Candidate {
    return {
        rank: 1,
        probability: 0.5,
        reasons: [],
        patch: {
            number: '9901010031187',
            link,
            households: heads.map((head_name) => ({ head_name })),
        } as unknown as Candidate['patch'],
        ...extra,
    };
}

describe('evidence', () => {
    it('stands strongest first, what speaks against apart', () => {
        const { supports, against } = evidenceOf([
            reason('near', 1.2),
            reason('floors', -0.4),
            reason('same_name', 4),
            reason('other_group', -2),
        ]);
        expect(supports.map(({ code }) => code)).toEqual(['same_name', 'near']);
        expect(against.map(({ code }) => code)).toEqual(['other_group', 'floors']);
    });

    it('is a factor, and a fraction where it speaks against', () => {
        expect(factorText(Math.log(40))).toBe('40 倍');
        expect(factorText(Math.log(2.5))).toBe('2.5 倍');
        expect(factorText(-Math.log(5))).toBe('降到 1/5');
        expect(factorText(0.01)).toBe('');
        expect(factorText(12)).toBe('千倍以上');
        expect(factorText(-12)).toBe('降到 1/1000 以下');
    });
});

describe('a probability', () => {
    it('has its word', () => {
        expect([0.995, 0.92, 0.7, 0.4, 0.1, 0.01].map(likelihoodWord)).toEqual([
            '几乎肯定', '很可能', '较可能', '有可能', '不大可能', '很不可能',
        ]);
    });

    it('is never rounded to certainty', () => {
        expect([0.92, 0.9984, 0.99996, 1, 0.004, 0].map(percentText)).toEqual([
            '92%', '99.8%', '>99.9%', '>99.9%', '<1%', '<1%',
        ]);
    });
});

describe('a taken patch', () => {
    it('says by whom as far as the server tells', () => {
        expect(takenText(candidate('linked', { taken_by: '张*' }), undefined)).toBe('已被张*户选中');
        expect(takenText(candidate('several', { taken_by: '张*' }, ['张望', '李*']), undefined)).toBe('已被张望等 2 户选中');
        expect(takenText(candidate('linked'), undefined)).toBe('已被其他户选中');
    });

    it('is not taken where it is free or the own', () => {
        expect(takenText(candidate('unlinked'), undefined)).toBe('');
        expect(takenText(candidate('linked', {}, ['王*']), '9901010031187')).toBe('');
    });
});

describe('what speaks against a candidate', () => {
    const reason = (code: string, weight: number): Reason => ({ code, weight, text: code });

    it('is told where it halves the odds or more, and is not that somebody has it', () => {
        expect(strongestAgainst([reason('taken', -5), reason('name', -1), reason('road', -0.8)])).toBe('name');
        expect(strongestAgainst([reason('area', -0.1)])).toBeUndefined();
    });
});
