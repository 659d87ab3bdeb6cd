import { ApiProblem } from '@/api/problem';
import { t } from '@/i18n';

/** What to tell the user about a failed request: the server's words, or ours where it had none. */
export function problemText(error: unknown): string {
    if (!(error instanceof ApiProblem)) return t.problem.unexpected;
    if (error.code === 'unreachable') return t.problem.unreachable;
    const { title, detail } = error.problem;
    return detail || title || t.problem.unreadable;
}

export function requestIdOf(error: unknown): string {
    return error instanceof ApiProblem ? error.requestId : '';
}
