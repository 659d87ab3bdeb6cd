import { describe, expect, it } from 'vitest';
import { formatTotal } from '@/i18n';

describe('the total of a list', () => {
    it('is a plain number where it was counted to its end', () => {
        expect(formatTotal({ total: 5000 })).toBe('5,000');
    });
    it('has a plus where there are more', () => {
        expect(formatTotal({ total: 5000, total_is_minimum: true })).toBe('5,000+');
    });
});
