import { nextTick, ref, shallowRef } from 'vue';
import { getWorkbook } from '@/api/statistics';
import type { Grade, GradeCounts } from '@/api/types';
import { saveFile } from '@/components/saveFile';
import { formatCount, t, today } from '@/i18n';
import { LEAST, type Choropleth } from '@/map/choropleth';
import { palette } from '@/map/palette';
import type { PatchFilter } from '@/map/patchFilter';
import { sheetOf, type LegendEntry } from '@/map/picture';
import { useCodeLists } from '@/stores/codelists';
import type { MapTheme } from './address';

interface Shown {
    place: string;
    division: string;
    theme: MapTheme;
    filter: PatchFilter;
    counts: GradeCounts | undefined;
    unit: 'patch' | 'household';
    choropleth: Choropleth | undefined;
    attribution: string;
    /** Undefined where the browser draws no map. */
    picture: () => Promise<HTMLCanvasElement> | undefined;
}

const words = t.map.hazard;
const grades: readonly Grade[] = ['A', 'B', 'C', 'D', ''];

const gradesOf = (counts: GradeCounts | undefined): LegendEntry[] =>
    grades.map((grade) => ({
        colour: palette.grades[grade || 'none'],
        label: `${grade ? `${grade} ` : ''}${t.common.grade[grade]}`,
        count: formatCount(counts?.[grade || 'none'] ?? 0),
    }));

const sharesOf = ({ classes, tooFew }: Choropleth): LegendEntry[] => [
    ...[...classes].reverse().map(({ colour, from, to, divisions }) => ({
        colour,
        label: t.map.choropleth.range(from, to),
        count: formatCount(divisions),
    })),
    ...(tooFew.size > 0 ? [{ colour: palette.land, label: t.map.choropleth.tooFew(LEAST), count: formatCount(tooFew.size) }] : []),
];

/** The view as a sheet of paper or a PNG, the table as a workbook. */
export function useMapSheet(shown: () => Shown) {
    const codes = useCodeLists();
    const isBusy = ref(false);
    const failure = shallowRef<unknown>();
    /** The sheet that is being printed. */
    const printed = ref('');

    const filterWords = ({ grade, status, structure, built_period: period }: PatchFilter): string[] => [
        ...grade.map((one) => (one ? `${one} 级` : t.common.grade[''])),
        ...status.map((one) => t.common.status[one]),
        ...structure.map((one) => codes.label('structure', one)),
        ...period.map((one) => codes.label('built_period', one)),
    ];

    async function draw(): Promise<HTMLCanvasElement | undefined> {
        const { place, theme, filter, counts, unit, choropleth, attribution, picture } = shown();
        const drawn = await picture();
        if (!drawn) return undefined;
        const chosen = filterWords(filter);
        return sheetOf(drawn, {
            title: words.sheetTitle(place),
            lines: [
                words.sheetDay(today(), words.themes[theme]),
                ...(chosen.length > 0 ? [words.sheetFilter(chosen.join('、'))] : []),
            ],
            legendTitle: choropleth ? t.map.choropleth.divisions : words.sheetLegend[unit],
            legend: choropleth ? sharesOf(choropleth) : gradesOf(counts),
            attribution,
        });
    }

    async function run(work: () => Promise<void>): Promise<void> {
        isBusy.value = true;
        failure.value = undefined;
        try {
            await work();
        } catch (error) {
            failure.value = error;
        } finally {
            isBusy.value = false;
        }
    }

    const savePng = () =>
        run(async () => {
            const sheet = await draw();
            const content = sheet && (await new Promise<Blob | null>((resolve) => sheet.toBlob(resolve)));
            if (content) saveFile(content, `${words.fileName(shown().place, today())}.png`);
        });

    const print = () =>
        run(async () => {
            const sheet = await draw();
            if (!sheet) return;
            printed.value = sheet.toDataURL();
            await nextTick();
            const image = document.querySelector<HTMLImageElement>('.print-sheet img');
            await image?.decode();
            window.print();
            printed.value = '';
        });

    const saveWorkbook = () =>
        run(async () => {
            const { division, place } = shown();
            saveFile(await getWorkbook('combined', division), `${words.tableName(place, today())}.xlsx`);
        });

    return { isBusy, failure, printed, savePng, print, saveWorkbook };
}
