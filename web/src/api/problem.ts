import type { FieldError, Problem } from './types';

/** Codes of failures that have no answer of the server behind them. */
export type LocalProblemCode = 'unreachable' | 'unreadable';

/** A refused or failed request; `code` is the server's, or a LocalProblemCode. */
export class ApiProblem extends Error {
    readonly status: number;
    readonly code: string;
    readonly problem: Problem;
    /** When the server wants to be asked again, where it said so. */
    readonly retryAfterMs: number | undefined;

    constructor(problem: Problem, retryAfterMs?: number) {
        super(`${problem.status} ${problem.code}`);
        this.name = 'ApiProblem';
        this.status = problem.status;
        this.code = problem.code;
        this.problem = problem;
        this.retryAfterMs = retryAfterMs;
    }

    /** The number a user can read out to support; empty where no server answered. */
    get requestId(): string {
        return this.problem.request_id;
    }

    get errors(): FieldError[] {
        return this.problem.errors ?? [];
    }
}

/** A problem for an answer without a readable body, or for no answer at all (status 0). */
export function localProblem(status: number, code: LocalProblemCode, requestId = '', retryAfterMs?: number): ApiProblem {
    return new ApiProblem({ type: 'about:blank', title: '', status, code, request_id: requestId }, retryAfterMs);
}

export function isAbort(error: unknown): boolean {
    return error instanceof DOMException && error.name === 'AbortError';
}
