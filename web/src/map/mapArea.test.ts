import { expect, it } from 'vitest';
import { mapArea } from './mapArea';

const divisions = ['990000000000', '990100000000', '990101000000', '990101001000', '990101001206'].map((code, i) => ({
    code,
    name: code,
    level: i + 1,
}));
const division = divisions[4]!;

it.each([
    ['a province', 0, '990101000000'],
    ['a county', 2, '990101000000'],
    ['a town', 3, '990101001000'],
    ['a village', 4, '990101001206'],
])('shows to %s as much of the county as it may see', (_, first, code) => {
    expect(mapArea({ path: divisions.slice(first), division })).toBe(code);
});

it('shows the village where nothing is told of what is above it', () => {
    expect(mapArea({ path: [], division })).toBe(division.code);
});
