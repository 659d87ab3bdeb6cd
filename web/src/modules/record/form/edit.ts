import type { FieldSource, PatchAttributes } from '@/api/types';
import type { Body, Field, Value } from './model';
import { isFilled } from './visibility';

export type Sources = Readonly<Record<string, FieldSource>>;

export interface Draft {
    body: Body;
    sources: Sources;
}

/** Members of objects in the order of their names. */
const sorted = (_key: string, value: unknown): unknown =>
    value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value;

export const isSame = (a: unknown, b: unknown): boolean =>
    JSON.stringify(a ?? null, sorted) === JSON.stringify(b ?? null, sorted);

/** Where a value comes from once it is `value`: a source stays named, with what it said. */
function sourceAfterEdit(old: FieldSource | undefined, before: Value | undefined, value: Value | undefined): FieldSource {
    if (!old || old.source === 'hand') return { source: 'hand' };
    const original = old.value ?? before;
    return isSame(original, value) ? { source: old.source } : { source: old.source, value: original };
}

/** The draft with one value set by hand; an empty value is taken out. */
export function withValue(draft: Draft, name: string, value: Value | undefined): Draft {
    const { [name]: before, ...body } = draft.body;
    const { [name]: old, ...sources } = draft.sources;
    const source = sourceAfterEdit(old, before, value);
    if (!isFilled(value))
        return { body, sources: source.value === undefined ? sources : { ...sources, [name]: source } };
    return { body: { ...body, [name]: value! }, sources: { ...sources, [name]: source } };
}

export interface Fill {
    field: Field;
    /** What the patch says. */
    value: Value;
    before: Value | undefined;
    /** Set by hand, so the value stays and the patch's stands beside it. */
    isKept: boolean;
}

const isByHand = (draft: Draft, name: string) => {
    const source = draft.sources[name];
    return isFilled(draft.body[name]) && (!source || source.source === 'hand' || source.value !== undefined);
};

/** What the attributes of a patch would fill in. */
export function fillsOf(fields: readonly Field[], attributes: PatchAttributes, draft: Draft): Fill[] {
    return fields.flatMap((field) => {
        const value = (attributes as Record<string, Value | undefined>)[field.fromPatch];
        if (!field.fromPatch || !isFilled(value)) return [];
        if (field.codes.length > 0 && !field.codes.includes(String(value))) return [];
        const before = draft.body[field.name];
        const isKept = isByHand(draft, field.name) && !isSame(before, value);
        return [{ field, value: value!, before, isKept }];
    });
}

/** The draft with the values of a patch in it. */
export function withFills(draft: Draft, fills: readonly Fill[]): Draft {
    const body = { ...draft.body };
    const sources = { ...draft.sources };
    for (const { field, value, isKept } of fills) {
        sources[field.name] = isKept ? { source: 'patch', value } : { source: 'patch' };
        if (!isKept) body[field.name] = value;
    }
    return { body, sources };
}
