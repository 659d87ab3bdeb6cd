import type { FieldError, MissingField } from '@/api/types';
import { t } from '@/i18n';
import { PHOTO_SECTION, type Body, type Field, type FormModel } from './model';
import { isDue, isFilled, isVisible } from './visibility';

/** Top-level field of a pointer: /owners/0/name → owners. */
export const fieldOf = (pointer: string): string => pointer.split('/')[1] ?? '';

/** What a refused submission says of the record, as the server's findings tell it. */
export function findingsOf(fields: readonly Field[], errors: readonly FieldError[]): MissingField[] {
    return errors.map(({ field, message }) => {
        const known = fields.find(({ name }) => name === fieldOf(field));
        return {
            field,
            section: (known?.section ?? fieldOf(field)) as MissingField['section'],
            label: known?.label ?? message.split('：').pop()!,
            message,
        };
    });
}

/**
 * What still stands between the record and its submission: the server's findings on fields not
 * touched since it was asked, and what has become due or empty meanwhile.
 */
export function missingOf(
    fields: readonly Field[],
    body: Body,
    found: readonly MissingField[],
    touched: ReadonlySet<string>,
): MissingField[] {
    const standing = found.filter(({ field }) => !touched.has(fieldOf(field)));
    const isListed = (name: string) => standing.some(({ field }) => fieldOf(field) === name);
    const due = fields.filter(
        (field) =>
            !isListed(field.name) &&
            isVisible(field, fields, body) &&
            isDue(field, body) &&
            !isFilled(body[field.name]),
    );
    const visible = standing.filter(({ field }) => {
        const known = fields.find(({ name }) => name === fieldOf(field));
        return !known || isVisible(known, fields, body);
    });
    const all = [
        ...visible,
        ...due.map(({ name, section, label }) => ({
            field: `/${name}`,
            section: section as MissingField['section'],
            label,
            message: '',
        })),
    ];
    const place = (entry: MissingField) => {
        const index = fields.findIndex(({ name }) => name === fieldOf(entry.field));
        return index < 0 ? fields.length : index;
    };
    return all.sort((a, b) => place(a) - place(b));
}

/** Photos that the body calls for beyond those there; `counts` by slot. */
export function missingPhotos(
    { photoSlots, fields }: FormModel,
    body: Body,
    counts: Readonly<Record<string, number>>,
): MissingField[] {
    return photoSlots
        .filter((slot) => (counts[slot.slot] ?? 0) < slot.least && isVisible(slot, fields, body))
        .map(({ slot, label, least }) => ({
            field: `/${PHOTO_SECTION}/${slot}`,
            section: PHOTO_SECTION,
            label,
            message: t.photos.missing(label, least - (counts[slot] ?? 0)),
        }));
}
