import type { Map as LibraryMap } from './library';

/** What the map shows now, as a canvas of its own. */
export function pictureOf(map: LibraryMap): Promise<HTMLCanvasElement> {
    return new Promise((resolve) => {
        // The drawing buffer is kept no longer than the frame.
        map.once('render', () => {
            const drawn = map.getCanvas();
            const copy = document.createElement('canvas');
            copy.width = drawn.width;
            copy.height = drawn.height;
            copy.getContext('2d')!.drawImage(drawn, 0, 0);
            resolve(copy);
        });
        map.triggerRepaint();
    });
}

export interface LegendEntry {
    colour: string;
    label: string;
    count: string;
}

export interface SheetText {
    title: string;
    /** Under the title: filters, date. */
    lines: readonly string[];
    legendTitle: string;
    legend: readonly LegendEntry[];
    /** Sources of the data, below the map. */
    attribution: string;
}

const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const EDGE = 24;
const ROW = 24;

/** The map with title, legend, date and sources, as it is printed or saved. */
export function sheetOf(picture: HTMLCanvasElement, text: SheetText, scale = devicePixelRatio): HTMLCanvasElement {
    const [width, height] = [picture.width / scale, picture.height / scale];
    const head = EDGE + 32 + text.lines.length * 20 + 8;
    const legendHeight = ROW * (text.legend.length + 1) + 16;
    const sheet = document.createElement('canvas');
    sheet.width = (width + 2 * EDGE) * scale;
    sheet.height = (head + height + EDGE + 20) * scale;
    const context = sheet.getContext('2d')!;
    const write = (words: string, x: number, y: number, size = 14, weight = 400) => {
        context.fillStyle = '#18212D';
        context.font = `${weight} ${size}px ${FONT}`;
        context.fillText(words, x, y);
    };
    context.scale(scale, scale);
    context.fillStyle = '#FFFFFF';
    context.fillRect(0, 0, width + 2 * EDGE, head + height + EDGE + 20);
    write(text.title, EDGE, EDGE + 20, 20, 700);
    text.lines.forEach((line, i) => write(line, EDGE, EDGE + 46 + i * 20, 13));
    context.drawImage(picture, EDGE, head, width, height);
    context.strokeStyle = '#CFD5DD';
    context.strokeRect(EDGE, head, width, height);

    const [left, top] = [EDGE + 12, head + height - legendHeight - 12];
    context.fillStyle = '#FFFFFF';
    context.fillRect(left, top, 216, legendHeight);
    context.strokeRect(left, top, 216, legendHeight);
    write(text.legendTitle, left + 12, top + 24, 13, 700);
    text.legend.forEach(({ colour, label, count }, i) => {
        const y = top + 24 + (i + 1) * ROW;
        context.fillStyle = colour;
        context.fillRect(left + 12, y - 12, 16, 12);
        write(label, left + 36, y, 13);
        context.textAlign = 'right';
        write(count, left + 204, y, 13, 700);
        context.textAlign = 'left';
    });
    write(text.attribution, EDGE, head + height + 20, 11);
    return sheet;
}
