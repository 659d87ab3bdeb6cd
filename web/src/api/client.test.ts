import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newAction, onUnauthorized, read, readIfChanged, send } from './client';
import { ApiProblem } from './problem';

type Answer = Response | Error;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const fetched = vi.fn<typeof fetch>();

function answer(...answers: Answer[]): void {
    for (const next of answers)
        fetched.mockImplementationOnce(() =>
            next instanceof Error ? Promise.reject(next) : Promise.resolve(next),
        );
}

const json = (body: unknown, init: ResponseInit = {}) =>
    new Response(JSON.stringify(body), {
        ...init,
        headers: { 'Content-Type': 'application/json', ...init.headers },
    });

const problem = (status: number, code: string, more: object = {}) =>
    json(
        { type: 'about:blank', title: '标题', status, code, request_id: 'R-1', ...more },
        { status, headers: { 'Content-Type': 'application/problem+json' } },
    );

const headersOf = (call: number) => new Headers(fetched.mock.calls[call]![1]!.headers);

async function problemOf(request: Promise<unknown>): Promise<ApiProblem> {
    const error = await request.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiProblem);
    return error as ApiProblem;
}

beforeEach(() => {
    vi.stubGlobal('fetch', fetched);
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 200 });
});

afterEach(() => {
    vi.useRealTimers();
    fetched.mockReset();
    onUnauthorized(() => {});
});

describe('an unsafe request', () => {
    it('carries an idempotency key of its own', async () => {
        answer(json({}), json({}));
        await send('POST', '/x', { body: {} });
        await send('POST', '/x', { body: {} });
        const keys = [0, 1].map((call) => headersOf(call).get('Idempotency-Key'));
        expect(keys[0]).toMatch(UUID);
        expect(keys[1]).toMatch(UUID);
        expect(keys[0]).not.toBe(keys[1]);
    });

    it('keeps the key over all tries of one action', async () => {
        answer(new TypeError('network'), new TypeError('network'), json({ id: '1' }));
        const action = newAction();
        const failed = await problemOf(send('PUT', '/x', { action }));
        expect(failed.code).toBe('unreachable');
        await send('PUT', '/x', { action });
        const keys = [0, 1, 2].map((call) => headersOf(call).get('Idempotency-Key'));
        expect(new Set(keys)).toEqual(new Set([action.key]));
    });

    it('names the version it is based on', async () => {
        answer(json({}));
        await send('PUT', '/x', { version: 3, body: {} });
        expect(headersOf(0).get('If-Match')).toBe('"3"');
    });

    it('answers nothing to 204', async () => {
        answer(new Response(null, { status: 204 }));
        expect(await send('DELETE', '/x')).toBeUndefined();
    });
});

describe('a refusal', () => {
    it('is the problem the server described', async () => {
        const errors = [{ field: '/floors', code: 'missing', message: '请填层数。' }];
        answer(problem(422, 'incomplete', { detail: '还差 1 项。', errors }));
        const refused = await problemOf(send('POST', '/x'));
        expect(refused).toMatchObject({ status: 422, code: 'incomplete', requestId: 'R-1', errors });
        expect(refused.problem.detail).toBe('还差 1 项。');
    });

    it('keeps its number where the body is no problem', async () => {
        const headers = { 'X-Request-Id': 'R-9', 'Content-Type': 'text/html' };
        answer(new Response('<h1>Bad gateway</h1>', { status: 502, headers }));
        expect(await problemOf(read('/x'))).toMatchObject({
            status: 502,
            code: 'unreadable',
            requestId: 'R-9',
        });
    });

    it('with 401 tells that nobody is signed in, but not where somebody just tries to', async () => {
        const signedOut = vi.fn();
        onUnauthorized(signedOut);
        answer(problem(401, 'wrong_credentials'), problem(401, 'signed_out'));
        await problemOf(send('POST', '/api/v1/session', { body: {} }));
        expect(signedOut).not.toHaveBeenCalled();
        await problemOf(read('/api/v1/desk'));
        expect(signedOut).toHaveBeenCalledOnce();
    });
});

describe('asking again', () => {
    it('follows a full server that says when', async () => {
        answer(new Response(null, { status: 503, headers: { 'Retry-After': '1' } }), json([1]));
        expect(await read('/x')).toEqual([1]);
        expect(fetched).toHaveBeenCalledTimes(2);
    });

    it('leaves out what would take too long', async () => {
        answer(new Response(null, { status: 503, headers: { 'Retry-After': '60' } }));
        await problemOf(read('/x'));
        expect(fetched).toHaveBeenCalledTimes(1);
    });

    it('ends when the caller gave up', async () => {
        const controller = new AbortController();
        answer(new TypeError('network'));
        const request = read('/x', { signal: controller.signal });
        controller.abort();
        await expect(request).rejects.toMatchObject({ name: 'AbortError' });
        expect(fetched).toHaveBeenCalledTimes(1);
    });
});

describe('a conditional request', () => {
    it('answers nothing where what is held still stands', async () => {
        answer(new Response(null, { status: 304 }));
        expect(await readIfChanged('/x', '"7"')).toBeUndefined();
        expect(headersOf(0).get('If-None-Match')).toBe('"7"');
    });

    it('gives the new value with its tag', async () => {
        answer(json({ epoch: 8 }, { headers: { ETag: '"8"' } }));
        expect(await readIfChanged('/x', undefined)).toEqual({ etag: '"8"', value: { epoch: 8 } });
    });
});

describe('a query', () => {
    it('joins several values with commas and leaves out empty ones', async () => {
        answer(json({}));
        await read('/x', { query: { status: ['draft', 'returned'], grade: [], page: 2, q: undefined } });
        expect(fetched.mock.calls[0]![0]).toBe('/x?status=draft%2Creturned&page=2');
    });
});
