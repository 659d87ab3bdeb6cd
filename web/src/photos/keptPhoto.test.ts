import { expect, it } from 'vitest';
import { packed, unpacked } from './keptPhoto';

it('gives back every byte, name and type of a photo that was kept', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31) % 256);
    const file = new Blob([bytes], { type: 'image/jpeg' });
    const again = unpacked(await packed({ slot: 'front', name: '房屋.jpg', file }));
    expect(again.slot).toBe('front');
    expect(again.name).toBe('房屋.jpg');
    expect(again.file.type).toBe('image/jpeg');
    expect(new Uint8Array(await again.file.arrayBuffer())).toEqual(bytes);
});
