import type { Household } from '@/api/types';
import { t } from '@/i18n';
import type { Body, Field, FormModel, Value } from '@/modules/record/form/model';
import { textOf, type LabelOf } from '@/modules/record/form/show';

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

const HOUSE = 'house';

function isFilled(value: Value | undefined | null): value is Value {
    return value !== undefined && value !== null && value !== '';
}

/** The division stands over the record. */
function factOf(field: Field, body: Body, labelOf: LabelOf): Fact[] {
    const value = body[field.name];
    if (!isFilled(value) || field.name === 'division') return [];
    const text = textOf(field, value, labelOf);
    return [{ field: field.name, label: field.label, value, text }];
}

/** The patch is no field of the form: the household carries it. */
function patchFact({ patch, patch_state }: Household): Fact {
    const text = patch?.number ?? t.common.patchState[patch_state];
    return { field: 'patch', label: t.review.patch, value: text, text };
}

/** The filled fields of a record, by section, in the form's order. */
export function factsOf(
    form: FormModel,
    body: Body,
    household: Household,
    labelOf: LabelOf,
): FactSection[] {
    return form.sections
        .map(({ id, mark, label }) => {
            const facts = form.fields
                .filter((field) => field.section === id)
                .flatMap((field) => factOf(field, body, labelOf));
            const isHouse = id === HOUSE && facts.length > 0;
            return {
                id,
                title: `${mark} ${label}`,
                facts: isHouse ? [patchFact(household), ...facts] : facts,
            };
        })
        .filter(({ facts }) => facts.length > 0);
}
