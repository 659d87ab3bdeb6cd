import type { FormSchema, PatchState } from '@/api/types';
import { t } from '@/i18n';

/** The annotations of a form that showing it needs. */
interface FormField {
    type?: string;
    'x-section'?: string;
    'x-order'?: number;
    'x-label'?: string;
    'x-unit'?: string;
    'x-codelist'?: string;
    'x-widget'?: string;
    items?: { properties?: Record<string, FormField> };
    properties?: Record<string, FormField>;
}

interface Form {
    'x-sections'?: { id: string; mark: string; label: string }[];
    properties?: Record<string, FormField>;
}

export interface Fact {
    field: string;
    label: string;
    value: unknown;
    text: string;
}

export interface FactSection {
    id: string;
    title: string;
    facts: Fact[];
}

export type LabelOf = (list: string, id: string) => string;

interface PatchValue {
    state?: PatchState;
    number?: string | null;
}

function patchText({ state, number }: PatchValue): string {
    return number || (state ? t.common.patchState[state] : '');
}

const orderOf = (field: FormField): number => field['x-order'] ?? 0;

function isEmpty(value: unknown): value is undefined | null | '' {
    return value === undefined || value === null || value === '';
}

/** A value as people read it: labels for identifiers, units behind numbers, 是 and 否. */
export function textOf(field: FormField, value: unknown, labelOf: LabelOf): string {
    if (isEmpty(value)) return '';
    if (typeof value === 'boolean') return value ? t.review.yes : t.review.no;
    if (Array.isArray(value)) {
        const item = field.items?.properties ? { properties: field.items.properties } : field;
        return value.map((entry) => textOf(item, entry, labelOf)).join('、');
    }
    if (field['x-widget'] === 'patch') return patchText(value as PatchValue);
    if (typeof value === 'object') return objectText(field.properties ?? {}, value, labelOf);
    const list = field['x-codelist'];
    if (list) return labelOf(list, String(value));
    return field['x-unit'] ? `${value} ${field['x-unit']}` : String(value);
}

function objectText(
    properties: Record<string, FormField>,
    value: object,
    labelOf: LabelOf,
): string {
    const values = value as Record<string, unknown>;
    return Object.entries(properties)
        .sort(([, a], [, b]) => orderOf(a) - orderOf(b))
        .map(([name, field]) => textOf(field, values[name], labelOf))
        .filter((text) => text !== '')
        .join(' ');
}

/** The filled fields of a record, by section, in the form's order. */
export function factsOf(
    schema: FormSchema,
    body: Record<string, unknown>,
    labelOf: LabelOf,
): FactSection[] {
    const form = schema as Form;
    const fields = Object.entries(form.properties ?? {})
        .filter(([name]) => !isEmpty(body[name]))
        .sort(([, a], [, b]) => orderOf(a) - orderOf(b));
    return (form['x-sections'] ?? [])
        .map(({ id, mark, label }) => ({
            id,
            title: `${mark} ${label}`,
            facts: fields
                .filter(([, field]) => field['x-section'] === id)
                .map(([name, field]) => ({
                    field: name,
                    label: field['x-label'] ?? name,
                    value: body[name],
                    text: textOf(field, body[name], labelOf),
                })),
        }))
        .filter(({ facts }) => facts.length > 0);
}
