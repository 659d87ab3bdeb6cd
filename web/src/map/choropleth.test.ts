import { describe, expect, it } from 'vitest';
import { choroplethOf } from './choropleth';

const figures = (...percents: number[]) => percents.map((share, i) => ({ code: String(i), part: share * 10, whole: 1000 }));
const breaks = (...percents: number[]) => choroplethOf(figures(...percents)).classes.flatMap(({ from }) => from ?? []);
const counts = (...percents: number[]) => choroplethOf(figures(...percents)).classes.map(({ divisions }) => divisions);
const spread = (lowest: number, highest: number, count: number) =>
    Array.from({ length: count }, (_, i) => lowest + ((highest - lowest) * i) / (count - 1));

describe('the classes of divisions', () => {
    it('are the fifths where shares lie all over', () => {
        expect(breaks(...spread(1, 99, 50))).toEqual([20, 40, 60, 80]);
    });

    it('tell apart what lies close together', () => {
        const close = spread(47.9, 51.4, 40);
        expect(breaks(...close)).toHaveLength(4);
        for (const count of counts(...close)) expect(count).toBeGreaterThanOrEqual(4);
    });

    it('hold about as many each where one share lies far out', () => {
        expect(breaks(...spread(1, 5.5, 70), 30)).toEqual([2, 3, 4, 5]);
        expect(counts(...spread(1, 5.5, 70), 30)).toEqual([16, 15, 15, 16, 9]);
    });

    it('part the few towns of a county', () => {
        expect(breaks(16.3, 17.96, 18.03, 18.8)).toEqual([17, 18, 18.5]);
    });

    it('have a break in the class above it, and open ends', () => {
        const { classes, classOf } = choroplethOf(figures(0, 20, 40, 60, 100));
        expect(classes.map(({ from, to }) => [from, to])).toEqual([[undefined, 20], [20, 40], [40, 60], [60, 80], [80, undefined]]);
        expect([...classOf.values()]).toEqual([0, 1, 2, 3, 4]);
    });

    it('are fewer, over the whole ramp, where there are few divisions or many alike', () => {
        const two = choroplethOf(figures(16.3, 18));
        expect(two.classes).toHaveLength(2);
        expect([...two.classOf.values()]).toEqual([0, 4]);
        const alike = choroplethOf(figures(10, 10, 10, 10, 10));
        expect(alike.classes.map(({ divisions }) => divisions)).toEqual([5]);
        expect(alike.classOf.get('0')).toBe(2);
    });

    it('leave out divisions with fewer than ten households', () => {
        const { classOf, tooFew } = choroplethOf([{ code: 'a', part: 9, whole: 9 }, { code: 'b', part: 1, whole: 10 }]);
        expect([...classOf.keys()]).toEqual(['b']);
        expect([...tooFew]).toEqual(['a']);
    });

    it('are none where nothing is known', () => {
        expect(choroplethOf([]).classes).toEqual([]);
    });
});
