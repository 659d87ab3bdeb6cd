import type { Body, Condition, Field, Value } from './model';

const isEmptyText = (value: unknown) => typeof value === 'string' && value.trim() === '';

export const isFilled = (value: unknown): boolean =>
    value !== undefined &&
    value !== null &&
    !isEmptyText(value) &&
    !(Array.isArray(value) && value.length === 0);

function matches(value: Value | undefined, values: readonly Value[]): boolean {
    if (value === undefined) return false;
    return Array.isArray(value)
        ? value.some((entry) => values.includes(entry))
        : values.includes(value);
}

const hold = (conditions: readonly Condition[], body: Body): boolean =>
    conditions.every(({ field, values }) => matches(body[field], values));

/** Whether the conditions of a field or a slot of photos hold, and those of the fields it depends on. */
export function isVisible(field: Pick<Field, 'visibleWhen'>, fields: readonly Field[], body: Body): boolean {
    return (
        hold(field.visibleWhen, body) &&
        field.visibleWhen.every((condition) => {
            const other = fields.find(({ name }) => name === condition.field);
            return !other || isVisible(other, fields, body);
        })
    );
}

export function isDue(field: Field, body: Body): boolean {
    return field.isRequired || (field.requiredWhen.length > 0 && hold(field.requiredWhen, body));
}
