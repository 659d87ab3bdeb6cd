import { describe, expect, it } from 'vitest';
import { localPath, tilesIn, tileUrl } from './tiles';

describe('tilesIn', () => {
    it('covers the bounds and nothing else', () => {
        const bounds = { west: 108.7, south: 30.95, east: 108.72, north: 30.97 };
        // Formula of the OpenStreetMap wiki: lon 108.7 → column 13139, lat 30.97 → row 6708.
        expect(tilesIn(bounds, 14.6, 16)).toEqual([
            { z: 14, x: 13139, y: 6708 },
            { z: 14, x: 13139, y: 6709 },
        ]);
    });

    it('asks for tiles of the deepest zoom when the map is closer', () => {
        expect(tilesIn({ west: 0.1, south: 0.1, east: 0.1, north: 0.1 }, 19, 16)[0]?.z).toBe(16);
    });
});

describe('tile URLs', () => {
    it('are filled in', () => {
        expect(tileUrl('/t/{z}/{x}/{y}.mvt', { z: 14, x: 1, y: 2 })).toBe('/t/14/1/2.mvt');
    });

    it('stay on our own origin with their placeholders', () => {
        expect(localPath('http://other.example:1/tiles/{z}/{x}/{y}.mvt')).toBe('/tiles/{z}/{x}/{y}.mvt');
    });
});
