import type { Grade } from '@/api/types';
import type { ExpressionSpecification } from './library';
import { palette } from './palette';

type Expression = ExpressionSpecification;
/** How many there are of each grade. */
export type CountsByGrade = Readonly<Record<Grade, Expression>>;

const worstFirst: readonly Grade[] = ['D', 'C', 'B', 'A', ''];

const chosenOf = (grades: readonly Grade[]) => worstFirst.filter((grade) => grades.length === 0 || grades.includes(grade));

/** The colour of the worst grade that is there, among the chosen ones; none chosen: among all. */
export const worstColour = (counts: CountsByGrade, grades: readonly Grade[]): Expression => [
    'case',
    ...chosenOf(grades)
        .filter((grade) => grade !== '')
        .flatMap((grade): [Expression, string] => [['>', counts[grade], 0], palette.grades[grade as 'A']]),
    // Without a branch there would be no expression.
    false, palette.unlinkedLine,
    palette.unlinkedLine,
] as unknown as Expression;

/** There is something of one of the chosen grades; none chosen: of any. */
export const hasOneOf = (counts: CountsByGrade, grades: readonly Grade[]): Expression => [
    'any',
    ...chosenOf(grades).map((grade): Expression => ['>', counts[grade], 0]),
];
