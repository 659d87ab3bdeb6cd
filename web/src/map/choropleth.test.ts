import { describe, expect, it } from 'vitest';
import { choroplethOf } from './choropleth';

const figures = (...shares: [part: number, whole: number][]) =>
    shares.map(([part, whole], i) => ({ code: String(i), part, whole }));

describe('the classes of a share', () => {
    it('are five round ones that hold the lowest and the highest', () => {
        const { classes, classOf } = choroplethOf('share', figures([83, 1000], [16, 1000], [0, 500]));
        expect(classes.map(({ from, to }) => [from, to])).toEqual([[undefined, 2], [2, 4], [4, 6], [6, 8], [8, undefined]]);
        expect([...classOf]).toEqual([['0', 4], ['1', 0], ['2', 0]]);
        expect(classes.map(({ divisions }) => divisions)).toEqual([2, 0, 0, 0, 1]);
    });

    it('tell apart what lies close together', () => {
        const { classes, classOf } = choroplethOf('share', figures([163, 1000], [180, 1000], [188, 1000]));
        expect(classes.map(({ from }) => from)).toEqual([undefined, 17, 18, 19, 20]);
        expect([...classOf.values()]).toEqual([0, 2, 2]);
    });

    it('are the fifths where shares lie far apart, and hold a whole', () => {
        const { classes, classOf } = choroplethOf('share', figures([10, 10], [0, 10]));
        expect(classes[4]!.from).toBe(80);
        expect([...classOf.values()]).toEqual([4, 0]);
    });

    it('leave out divisions with fewer than ten households', () => {
        const { classOf, tooFew, classes } = choroplethOf('share', figures([9, 9], [1, 10]));
        expect([...classOf.keys()]).toEqual(['1']);
        expect([...tooFew]).toEqual(['0']);
        expect(classes[4]!.to).toBeUndefined();
    });

    it('are there where nothing is known', () => {
        expect(choroplethOf('share', []).classes.map(({ from }) => from)).toEqual([undefined, 20, 40, 60, 80]);
    });
});

describe('the classes of progress', () => {
    it('are fifths, whatever was reached', () => {
        const { classes, classOf } = choroplethOf('progress', figures([1, 100], [40, 100]));
        expect(classes.map(({ from }) => from)).toEqual([undefined, 20, 40, 60, 80]);
        expect([...classOf.values()]).toEqual([0, 2]);
    });
});
