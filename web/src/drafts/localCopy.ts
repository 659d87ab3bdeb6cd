import { isSame, type Draft, type Sources } from '@/modules/record/form/edit';
import { mergeDrafts, type Merge } from '@/modules/record/form/merge';
import type { Body, Field, FormModel, Value } from '@/modules/record/form/model';

/** What a browser keeps of a record: the fields edited since the server's version, and no other. */
export interface LocalCopy {
    changed: Record<string, Value>;
    /** Fields that were emptied. */
    emptied: string[];
    /** What the edited fields were on the server. */
    base: Record<string, Value>;
    sources: Sources;
    /** Labels of edited fields that are not kept: ids and phones. */
    left: string[];
}

const isSecret = (field: Field | undefined): boolean =>
    field?.personal === 'id' || field?.personal === 'phone';

/** Masked ids and phones are the server's own words; typed ones are not kept. */
const isTyped = (value: Value | undefined): boolean => typeof value === 'string' && !value.includes('*');

/** A list's entries without the ids and phones typed into them; whether there were any. */
function withoutSecrets(field: Field | undefined, value: Value): { value: Value; hadAny: boolean } {
    if (!field || field.kind !== 'list' || !Array.isArray(value)) return { value, hadAny: false };
    const secrets = field.items.filter(isSecret).map(({ name }) => name);
    let hadAny = false;
    const entries = value.map((entry) => {
        const kept = Object.entries(entry as Record<string, Value>).filter(([name, part]) => {
            const isDropped = secrets.includes(name) && isTyped(part);
            hadAny ||= isDropped;
            return !isDropped;
        });
        return Object.fromEntries(kept);
    });
    return { value: entries, hadAny };
}

/** The patch is saved on its own, so it is never part of a copy. */
export function copyOf(form: FormModel, base: Body, { body, sources }: Draft): LocalCopy {
    const copy: LocalCopy = { changed: {}, emptied: [], base: {}, sources, left: [] };
    const names = new Set([...Object.keys(base), ...Object.keys(body)]);
    names.delete('patch');
    for (const name of names) {
        if (isSame(base[name], body[name])) continue;
        const field = form.fields.find((candidate) => candidate.name === name);
        const value = body[name];
        if (isSecret(field) && isTyped(value)) {
            copy.left.push(field!.label);
            continue;
        }
        if (base[name] !== undefined) copy.base[name] = base[name];
        if (value === undefined) {
            copy.emptied.push(name);
            continue;
        }
        const kept = withoutSecrets(field, value);
        copy.changed[name] = kept.value;
        if (kept.hadAny) copy.left.push(field!.label);
    }
    return copy;
}

/** The copy brought to what the server has now; a field that both changed is a clash. */
export function recover(copy: LocalCopy, theirs: Draft): Merge {
    const body: Record<string, Value> = { ...theirs.body, ...copy.changed };
    const base: Record<string, Value> = { ...theirs.body };
    for (const name of [...Object.keys(copy.changed), ...copy.emptied]) {
        delete base[name];
        if (copy.base[name] !== undefined) base[name] = copy.base[name];
    }
    for (const name of copy.emptied) delete body[name];
    return mergeDrafts(base, { body, sources: { ...theirs.sources, ...copy.sources } }, theirs);
}
