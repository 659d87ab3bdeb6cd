import { describe, expect, it } from 'vitest';
import { distance, metresPerPixel } from './ground';

describe('metresPerPixel', () => {
    it('halves with every zoom and shrinks with the cosine of the latitude', () => {
        // 78271.517 m at zoom 0 on the equator: table of the OpenStreetMap wiki for 512-pixel tiles.
        expect(metresPerPixel(0, 0)).toBeCloseTo(78_271.517, 2);
        expect(metresPerPixel(60, 1)).toBeCloseTo(78_271.517 / 4, 2);
    });
});

describe('distance', () => {
    it('is 111.2 km for a degree of latitude', () => {
        expect(distance([108, 30], [108, 31])).toBeCloseTo(111_195, -1);
    });

    it('shrinks a degree of longitude with the latitude', () => {
        expect(distance([108, 60], [109, 60]) / distance([108, 0], [109, 0])).toBeCloseTo(0.5, 3);
    });
});
