export interface KeptPhoto {
    slot: string;
    name: string;
    file: Blob;
}

const PIECE = 0x8000;

/** As a text that the vault of this browser takes. */
export async function packed({ slot, name, file }: KeptPhoto): Promise<string> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = '';
    for (let at = 0; at < bytes.length; at += PIECE)
        binary += String.fromCharCode(...bytes.subarray(at, at + PIECE));
    return JSON.stringify({ slot, name, type: file.type, data: btoa(binary) });
}

export function unpacked(text: string): KeptPhoto {
    const { slot, name, type, data } = JSON.parse(text) as Record<'slot' | 'name' | 'type' | 'data', string>;
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    return { slot, name, file: new Blob([bytes], { type }) };
}
