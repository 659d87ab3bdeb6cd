import type { Field, Value } from './model';

/** What a code is called; a division's list is DIVISION. */
export type LabelOf = (list: string, id: string) => string;

export const DIVISION = 'division';

const yesNo = (value: boolean) => (value ? '是' : '否');

/** A value as a person reads it. */
export function textOf(field: Field | undefined, value: Value | undefined, label: LabelOf): string {
    if (value === undefined) return '';
    if (typeof value === 'boolean') return yesNo(value);
    if (Array.isArray(value)) return value.map((entry) => textOf(field, entry, label)).join('、');
    if (typeof value === 'object')
        return Object.entries(value)
            .map(([name, part]) => textOf(field?.items.find((item) => item.name === name), part, label))
            .join(' ');
    if (field?.kind === DIVISION) return label(DIVISION, String(value));
    if (field?.codelist) return label(field.codelist, String(value));
    return field?.unit ? `${value} ${field.unit}` : String(value);
}
