import { t } from '@/i18n';
import type { Body, FormModel } from '@/modules/record/form/model';
import { textOf, type LabelOf } from '@/modules/record/form/show';

/** The facts that decide, a line each. */
const LINES: Record<string, readonly string[]> = {
    own_rural: ['floors floor_area_m2', 'structure built_period', 'appraisal_method appraisal_date'],
    other_safe: ['other_safe_kind', 'surveyor survey_date'],
};
/** A line may end behind the dot, never before it. */
const DOT = '·\u200b';
/** Years and days stay together. */
const HYPHEN = '-\u2060';
const DECEASED = ['surveyor survey_date'];

export function cardFacts(form: FormModel, body: Body, labelOf: LabelOf): string[] {
    const housing = String(body.housing ?? '');
    const lines = body.deceased_cancelled === true ? DECEASED : (LINES[housing] ?? []);
    const head = body.deceased_cancelled === true ? t.common.housing.deceased : t.common.housing[housing as 'own_rural'];
    const facts = lines.map((names) =>
        names
            .split(' ')
            .map((name) => textOf(form.fields.find((field) => field.name === name), body[name], labelOf))
            .filter((text) => text !== '')
            .join(DOT)
            .replaceAll('-', HYPHEN),
    );
    return [head ?? '', ...facts].filter((line) => line !== '');
}
