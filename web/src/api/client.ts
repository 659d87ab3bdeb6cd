import { ApiProblem, isAbort, localProblem } from './problem';
import type { Problem } from './types';

export type QueryValue = string | number | boolean | readonly string[] | undefined;
export type Query = Readonly<Record<string, QueryValue>>;

export interface ReadOptions {
    query?: Query;
    signal?: AbortSignal;
}

export interface SendOptions extends ReadOptions {
    body?: unknown;
    /** Version of the record the change is based on. */
    version?: number;
    /** One action of the user; passing the same one again repeats the request with the same key. */
    action?: Action;
}

/** Holds the idempotency key of one action of the user over all its retries. */
export interface Action {
    readonly key: string;
}

/** A version 4 UUID; crypto.randomUUID is absent in old kernels and outside secure contexts. */
function randomUuid(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join('-');
}

export function newAction(): Action {
    return { key: randomUuid() };
}

let onSignedOut: () => void = () => {};

/** Called once per answer 401 to anything but the sign-in itself. */
export function onUnauthorized(callback: () => void): void {
    onSignedOut = callback;
}

function urlOf(path: string, query: Query = {}): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
        const text = Array.isArray(value) ? value.join(',') : value === undefined ? '' : String(value);
        if (text !== '') parameters.set(name, text);
    }
    const search = parameters.toString();
    return search ? `${path}?${search}` : path;
}

/** Retry-After, which is in seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMs({ headers }: Response): number | undefined {
    const text = headers.get('Retry-After');
    if (!text) return undefined;
    const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
    return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
}

async function problemOf(response: Response): Promise<ApiProblem> {
    const requestId = response.headers.get('X-Request-Id') ?? '';
    const retryAfter = retryAfterMs(response);
    const unreadable = localProblem(response.status, 'unreadable', requestId, retryAfter);
    if (!(response.headers.get('Content-Type') ?? '').includes('json')) return unreadable;
    try {
        return new ApiProblem((await response.json()) as Problem, retryAfter);
    } catch {
        return unreadable;
    }
}

const RETRY_DELAY_MS = 400;
const LONGEST_RETRY_DELAY_MS = 3000;

function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, delayMs);
        function giveUp(): void {
            clearTimeout(timer);
            reject(new DOMException('aborted', 'AbortError'));
        }
        if (signal?.aborted) giveUp();
        signal?.addEventListener('abort', giveUp);
    });
}

/** How long to wait before asking once more; undefined where asking again is no use. */
function retryDelay(response: Response): number | undefined {
    if (response.status !== 503) return undefined;
    const delay = retryAfterMs(response) ?? RETRY_DELAY_MS;
    return delay <= LONGEST_RETRY_DELAY_MS ? delay : undefined;
}

/**
 * Fetches, and asks once more where the network failed or the server was full. Unsafe requests may
 * be repeated because both carry the same idempotency key.
 */
async function fetchTwice(url: string, init: RequestInit): Promise<Response> {
    try {
        const response = await fetch(url, init);
        const delay = retryDelay(response);
        if (delay === undefined) return response;
        await pause(delay, init.signal ?? undefined);
    } catch (error) {
        if (isAbort(error)) throw error;
        await pause(RETRY_DELAY_MS, init.signal ?? undefined);
    }
    try {
        return await fetch(url, init);
    } catch (error) {
        if (isAbort(error)) throw error;
        throw localProblem(0, 'unreachable');
    }
}

async function request(url: string, init: RequestInit): Promise<Response> {
    const response = await fetchTwice(url, { credentials: 'same-origin', ...init });
    if (response.ok || response.status === 304) return response;
    const problem = await problemOf(response);
    const isSignIn = init.method === 'POST' && url === '/api/v1/session';
    if (response.status === 401 && !isSignIn) onSignedOut();
    throw problem;
}

async function bodyOf<T>(response: Response): Promise<T> {
    if (response.status === 204) return undefined as T;
    try {
        return (await response.json()) as T;
    } catch (error) {
        if (isAbort(error)) throw error;
        throw localProblem(response.status, 'unreadable', response.headers.get('X-Request-Id') ?? '');
    }
}

/** GET; throws ApiProblem, or an AbortError when the signal was used. */
export async function read<T>(path: string, options: ReadOptions = {}): Promise<T> {
    const response = await request(urlOf(path, options.query), {
        headers: { Accept: 'application/json' },
        signal: options.signal,
    });
    return bodyOf<T>(response);
}

/** GET of a file, as it is. */
export async function readFile(path: string, options: ReadOptions = {}): Promise<Blob> {
    const response = await request(urlOf(path, options.query), { signal: options.signal });
    return response.blob();
}

export interface Tagged<T> {
    etag: string;
    value: T;
}

/** GET with If-None-Match; undefined where what the caller holds still stands. */
export async function readIfChanged<T>(
    path: string,
    etag: string | undefined,
    options: ReadOptions = {},
): Promise<Tagged<T> | undefined> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (etag) headers['If-None-Match'] = etag;
    const response = await request(urlOf(path, options.query), {
        headers,
        signal: options.signal,
        cache: 'no-store',
    });
    if (response.status === 304) return undefined;
    return { etag: response.headers.get('ETag') ?? '', value: await bodyOf<T>(response) };
}

/** POST, PUT, PATCH, DELETE; always with an idempotency key, with If-Match where a version is given. */
export async function send<T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    options: SendOptions = {},
): Promise<T> {
    const headers: Record<string, string> = {
        Accept: 'application/json',
        'Idempotency-Key': (options.action ?? newAction()).key,
    };
    if (options.body !== undefined) headers['Content-Type'] = 'application/json';
    if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`;
    const response = await request(urlOf(path, options.query), {
        method,
        headers,
        body: options.body === undefined ? undefined : JSON.stringify(options.body),
        signal: options.signal,
    });
    return bodyOf<T>(response);
}

export interface FileOptions {
    query?: Query;
    action?: Action;
    /** Called with the share of the file that has left, 0 … 1; fetch can't tell that. */
    onProgress?: (share: number) => void;
}

/** POST of a file as it is, once, with an idempotency key; throws ApiProblem. */
export async function sendFile<T>(path: string, file: Blob, options: FileOptions = {}): Promise<T> {
    const response = await new Promise<Response>((resolve, reject) => {
        const transfer = new XMLHttpRequest();
        transfer.open('POST', urlOf(path, options.query));
        transfer.responseType = 'blob';
        transfer.setRequestHeader('Accept', 'application/json');
        transfer.setRequestHeader('Idempotency-Key', (options.action ?? newAction()).key);
        transfer.upload.onprogress = ({ loaded, total }) => options.onProgress?.(total > 0 ? loaded / total : 0);
        transfer.onerror = transfer.ontimeout = () => reject(localProblem(0, 'unreachable'));
        transfer.onload = () => {
            const headers = new Headers();
            for (const name of ['Content-Type', 'X-Request-Id', 'Retry-After']) {
                const value = transfer.getResponseHeader(name);
                if (value) headers.set(name, value);
            }
            resolve(new Response(transfer.response as Blob, { status: transfer.status, headers }));
        };
        transfer.send(file);
    });
    if (response.ok) return bodyOf<T>(response);
    const problem = await problemOf(response);
    if (response.status === 401) onSignedOut();
    throw problem;
}
