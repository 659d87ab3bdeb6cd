import { describe, expect, it } from 'vitest';
import { outlinePath, PICTURE } from './outline';

const ring = [[104, 0], [104.002, 0], [104.002, 0.001], [104, 0.001], [104, 0]] as [number, number][];

describe('the picture of a house', () => {
    it('fills its width, stands in the middle, and has north up', () => {
        expect(outlinePath({ type: 'Polygon', coordinates: [ring] })).toBe(
            'M10.0 49.0L62.0 49.0L62.0 23.0L10.0 23.0L10.0 49.0Z',
        );
    });

    it('draws every ring of every part', () => {
        const path = outlinePath({ type: 'MultiPolygon', coordinates: [[ring, ring], [ring]] });
        expect(path.match(/M/g)).toHaveLength(3);
    });

    it('keeps within the picture where a part is a mere point', () => {
        const point = Array.from({ length: 4 }, () => [104, 31] as [number, number]);
        const path = outlinePath({ type: 'Polygon', coordinates: [point] });
        expect(path).toContain(`M${(PICTURE / 2).toFixed(1)}`);
    });
});
