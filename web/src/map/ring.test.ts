import { describe, expect, it } from 'vitest';
import type { LonLat } from '@/api/patches';
import { areaOf, cornersOf, isTangled, ringFault, ringOf } from './ring';

/** Corners in metres east and north of a point in the hills. */
const at = (...metres: [number, number][]): LonLat[] =>
    metres.map(([x, y]) => [108 + x / (111_195.08 * Math.cos((31 * Math.PI) / 180)), 31 + y / 111_195.08]);

const house = at([0, 0], [12, 0], [12, 8], [0, 8]);

describe('the corners of an outline', () => {
    it('are those it was drawn with', () => {
        expect(cornersOf(ringOf(house))).toEqual(house);
        expect(cornersOf({ type: 'MultiPolygon', coordinates: [ringOf(house).coordinates] })).toEqual(house);
    });

    it('are none where there is a hole or more than one part: that is drawn from the beginning', () => {
        const { coordinates } = ringOf(house);
        expect(cornersOf({ type: 'Polygon', coordinates: [...coordinates, ...coordinates] })).toEqual([]);
        expect(cornersOf({ type: 'MultiPolygon', coordinates: [coordinates, coordinates] })).toEqual([]);
    });
});

describe('a drawn ring', () => {
    it('measures a house in square metres, whichever way it winds', () => {
        expect(areaOf(house)).toBeCloseTo(96, 0);
        expect(areaOf([...house].reverse())).toBeCloseTo(96, 0);
    });

    it('is tangled where walls cross, not where they meet', () => {
        expect(isTangled(house)).toBe(false);
        expect(isTangled(at([0, 0], [12, 8], [12, 0], [0, 8]))).toBe(true);
    });

    it('is a house only with three corners, no crossing and a sane size', () => {
        expect(ringFault(house)).toBeUndefined();
        expect(ringFault(house.slice(0, 2))).toBe('few');
        expect(ringFault(at([0, 0], [12, 8], [12, 0], [0, 8]))).toBe('tangled');
        expect(ringFault(at([0, 0], [1, 0], [1, 1]))).toBe('small');
        expect(ringFault(at([0, 0], [900, 0], [900, 900]))).toBe('large');
    });

    it('is closed for the server', () => {
        const { coordinates } = ringOf(house);
        expect(coordinates[0]).toHaveLength(5);
        expect(coordinates[0]![0]).toEqual(coordinates[0]![4]);
    });
});
