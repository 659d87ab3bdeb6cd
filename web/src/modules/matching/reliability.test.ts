import { describe, expect, it } from 'vitest';
import { dotsOf, wilson } from './reliability';

describe("Wilson's interval", () => {
    it('is that of the textbook', () => {
        // Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
        const [low, high] = wilson(81, 263);
        expect(low).toBeCloseTo(0.2553, 3);
        expect(high).toBeCloseTo(0.3662, 3);
    });

    it('stays between 0 and 1, and is wide where little was checked', () => {
        expect(wilson(0, 3)[0]).toBe(0);
        expect(wilson(3, 3)[1]).toBe(1);
        expect(wilson(3, 3)[0]).toBeLessThan(0.5);
        expect(wilson(300, 300)[0]).toBeGreaterThan(0.98);
    });
});

describe('the plot', () => {
    it('leaves out bins without decisions', () => {
        const bins = [
            { from: 0, to: 0.1, mean_probability: 0, checked: 0, right: 0 },
            { from: 0.9, to: 1, mean_probability: 0.97, checked: 40, right: 39 },
        ];
        expect(dotsOf(bins)).toMatchObject([{ probability: 0.97, right: 0.975, checked: 40 }]);
    });
});
