import type { Grade, Status } from '@/api/types';
import type { ExpressionSpecification } from './library';
import { gradeOf, statusOf, type PatchState } from './states';

type Expression = ExpressionSpecification;

/** Which patches stand out; an empty list lets all through. */
export interface PatchFilter {
    grade: readonly Grade[];
    status: readonly Status[];
    /** Identifiers of the code lists. */
    structure: readonly string[];
    built_period: readonly string[];
}

export const everything: PatchFilter = { grade: [], status: [], structure: [], built_period: [] };

export const isFiltered = (filter: PatchFilter): boolean => Object.values(filter).some((chosen) => chosen.length > 0);

const grades: readonly Grade[] = ['', 'A', 'B', 'C', 'D'];
const statuses: readonly Status[] = ['not_started', 'draft', 'submitted', 'approved', 'returned'];

const stateIn = (name: string, numbers: readonly number[]): Expression => [
    'in', ['coalesce', ['feature-state', name], 0], ['literal', [...numbers]],
];
const attributeIn = (name: string, values: readonly string[]): Expression => [
    'in', ['coalesce', ['get', name], ''], ['literal', [...values]],
];

/** True for the patches that stand out; for paint properties alone, as it reads feature-state. */
export function matchExpression({ grade, status, structure, built_period: period }: PatchFilter): Expression {
    const parts: Expression[] = [];
    if (grade.length > 0) parts.push(stateIn('grade', grade.map((one) => grades.indexOf(one))));
    if (status.length > 0) parts.push(stateIn('status', status.map((one) => statuses.indexOf(one))));
    if (structure.length > 0) parts.push(attributeIn('structure', structure));
    if (period.length > 0) parts.push(attributeIn('built_period', period));
    return ['all', ...parts];
}

/** The same of one patch by what is known of it. */
export function matches(filter: PatchFilter, state: PatchState, attributes: Readonly<Record<string, unknown>>): boolean {
    const isIn = (chosen: readonly string[], value: unknown) => chosen.length === 0 || chosen.includes(String(value ?? ''));
    return (
        isIn(filter.grade, gradeOf(state)) &&
        isIn(filter.status, statusOf(state)) &&
        isIn(filter.structure, attributes.structure) &&
        isIn(filter.built_period, attributes.built_period)
    );
}
