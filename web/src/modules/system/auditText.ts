import type { AuditEntry, PatchEdit, PatchState, ReturnReason, Status } from '@/api/types';
import { t } from '@/i18n';
import type { FormModel, Value } from '@/modules/record/form/model';
import { textOf, type LabelOf } from '@/modules/record/form/show';

type Change = Readonly<Record<string, unknown>>;

interface Names {
    form: FormModel | undefined;
    labelOf: LabelOf;
    placeOf: (code: string) => string;
}

const words = t.system.audit.sentence;

const isChange = (value: unknown): value is Change => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field of the record; of personal ones the trail keeps no content. */
function fieldSentence(entry: Change, { form, labelOf }: Names): string {
    const name = String(entry.field).replace(/^\//, '');
    const field = form?.fields.find((known) => known.name === name);
    const label = field?.label ?? name;
    if (!('before' in entry) && !('after' in entry)) return words.hidden(label);
    const shown = (value: unknown) => {
        if (value === null || value === undefined || value === '') return words.nothing;
        return field ? textOf(field, value as Value, labelOf) : String(value);
    };
    return words.changed(label, shown(entry.before), shown(entry.after));
}

/** The link of a household, or a plain value, before and after. */
function sideText(side: unknown): string {
    if (!isChange(side)) return side === null || side === undefined ? words.nothing : String(side);
    const state = t.common.patchState[side.state as PatchState] ?? '';
    return side.number ? `${state} ${String(side.number)}` : state || words.nothing;
}

const known: Readonly<Record<string, (value: unknown, names: Names) => string>> = {
    status: (value) => words.status(t.common.status[value as Status] ?? String(value)),
    reasons: (value) => {
        const reasons = Array.isArray(value) ? value.map((reason) => t.common.reason[reason as ReturnReason] ?? String(reason)) : [];
        return reasons.length > 0 ? words.reason(reasons.join('、')) : '';
    },
    reason: (value) => (value ? words.reason(String(value)) : ''),
    kind: (value) => words.kind(t.patches.kinds[value as PatchEdit['kind']] ?? String(value)),
    division: (value, { placeOf }) => words.division(placeOf(String(value))),
    number: (value) => words.patch(String(value)),
    slot: (value, { form }) => words.photo(form?.photoSlots.find(({ slot }) => slot === value)?.label ?? String(value)),
    // The picture is found through the record; its hash tells a reader nothing.
    content: () => '',
    households: (value) => words.households(String(value)),
    job: (value) => words.job(String(value)),
    // Of no use to a reader: the row says it, or it is a count of versions.
    version: () => '',
};

/** What an entry of the trail says was changed, in sentences. */
export function sentencesOf({ change }: Pick<AuditEntry, 'change'>, names: Names): string[] {
    const { fields, before, after, ...others } = change as Change;
    return [
        ...(Array.isArray(fields) ? fields.map((entry) => fieldSentence(entry as Change, names)) : []),
        ...(before !== undefined || after !== undefined
            ? [words.changed(isChange(before) || isChange(after) ? t.patches.number : words.value, sideText(before), sideText(after))]
            : []),
        ...Object.entries(others).map(([key, value]) =>
            known[key] ? known[key](value, names) : words.other(key, typeof value === 'string' ? value : JSON.stringify(value)),
        ),
    ].filter(Boolean);
}
