import type { FormSchema } from '@/api/types';

export type Value = string | number | boolean | Value[] | { [name: string]: Value };
export type Body = Readonly<Record<string, Value>>;

export type Kind = 'text' | 'number' | 'date' | 'yes_no' | 'choice' | 'choices' | 'list' | 'division';

/** "`field` is one of `values`"; an array holds one of them. */
export interface Condition {
    field: string;
    values: readonly Value[];
}

export interface Field {
    name: string;
    label: string;
    kind: Kind;
    section: string;
    group: string;
    help: string;
    unit: string;
    codelist: string;
    /** Codes offered; empty: the whole list. */
    codes: readonly string[];
    isInteger: boolean;
    minimum?: number;
    maximum?: number;
    maxLength?: number;
    maxItems?: number;
    /** What it tells of a person, such as 'id' or 'phone'; empty: nothing. */
    personal: string;
    /** Drawn by its own control, such as 'grade'. */
    widget: string;
    isRequired: boolean;
    requiredWhen: readonly Condition[];
    visibleWhen: readonly Condition[];
    /** Attribute of the patch that fills this field; empty: none. */
    fromPatch: string;
    /** Fields of an entry of a list. */
    items: readonly Field[];
}

export interface Section {
    id: string;
    mark: string;
    label: string;
}

/** A kind of photo that a record takes. */
export interface PhotoSlot {
    slot: string;
    label: string;
    /** Called for before submitting; 0: may be left out. */
    least: number;
    most: number;
    visibleWhen: readonly Condition[];
}

export interface FormModel {
    title: string;
    sections: readonly Section[];
    fields: readonly Field[];
    photoSlots: readonly PhotoSlot[];
    /** Largest file that the server takes. */
    photoBytes: number;
}

export const PHOTO_SECTION = 'photos';

type Json = Record<string, unknown>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

function conditionsOf(value: unknown): Condition[] {
    return Object.entries((value ?? {}) as Record<string, Value>).map(([field, values]) => ({
        field,
        values: Array.isArray(values) ? values : [values],
    }));
}

function kindOf(schema: Json): Kind {
    if (schema['x-widget'] === 'division') return 'division';
    if (schema.type === 'boolean') return 'yes_no';
    if (schema.type === 'integer' || schema.type === 'number') return 'number';
    if (schema.type === 'array') return (schema.items as Json).type === 'object' ? 'list' : 'choices';
    if (schema['x-codelist']) return 'choice';
    return schema.format === 'date' ? 'date' : 'text';
}

function fieldOf(name: string, schema: Json): Field {
    const kind = kindOf(schema);
    return {
        name,
        kind,
        label: text(schema['x-label']),
        section: text(schema['x-section']),
        group: text(schema['x-group']),
        help: text(schema['x-help']),
        unit: text(schema['x-unit']),
        codelist: text(schema['x-codelist']),
        codes: (schema['x-codes'] ?? []) as string[],
        isInteger: schema.type === 'integer',
        minimum: number(schema.minimum),
        maximum: number(schema.maximum),
        maxLength: number(schema.maxLength),
        maxItems: number(schema.maxItems),
        personal: text(schema['x-personal']),
        widget: text(schema['x-widget']),
        isRequired: schema['x-required'] === true,
        requiredWhen: conditionsOf(schema['x-required-when']),
        visibleWhen: conditionsOf(schema['x-visible-when']),
        fromPatch: text(schema['x-from-patch']),
        items: kind === 'list' ? fieldsOf((schema.items as Json).properties as Json) : [],
    };
}

/** In the order of x-order. The patch is saved on its own and drawn by its card. */
function fieldsOf(properties: Json): Field[] {
    return Object.entries(properties as Record<string, Json>)
        .filter(([, schema]) => schema['x-widget'] !== 'patch')
        .sort(([, a], [, b]) => (number(a['x-order']) ?? 0) - (number(b['x-order']) ?? 0))
        .map(([name, schema]) => fieldOf(name, schema));
}

interface SlotSchema {
    slot: string;
    label: string;
    min: number;
    max: number;
    'visible-when'?: Record<string, Value>;
}

interface PhotoSchema {
    required?: boolean;
    max_bytes?: number;
    slots?: SlotSchema[];
}

/** Reads a form's schema with its annotations; sections with nothing in them are left out. */
export function readForm(schema: FormSchema): FormModel {
    const fields = fieldsOf(schema.properties as Json);
    const sections = (schema['x-sections'] ?? []) as Section[];
    const photos = (schema['x-photos'] ?? {}) as PhotoSchema;
    const photoSlots = (photos.slots ?? []).map(({ slot, label, min, max, 'visible-when': when }) => ({
        slot,
        label,
        least: photos.required ? min : 0,
        most: max,
        visibleWhen: conditionsOf(when),
    }));
    return {
        title: text(schema.title),
        fields,
        sections: sections.filter(
            ({ id }) =>
                fields.some((field) => field.section === id) || (id === PHOTO_SECTION && photoSlots.length > 0),
        ),
        photoSlots,
        photoBytes: photos.max_bytes ?? 0,
    };
}
