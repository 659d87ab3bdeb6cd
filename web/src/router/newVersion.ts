const MARK = 'tuban-reloaded-at';
const SHORTEST_INTERVAL_MS = 30_000;

/**
 * After an upgrade an open page asks for scripts that are gone: loads it anew, at most once in half
 * a minute.
 */
export function reloadForNewVersion(error: unknown, address: string): void {
    const isMissingScript =
        error instanceof TypeError && /module|import|preload/i.test(error.message);
    const reloadedAt = Number(sessionStorage.getItem(MARK) ?? 0);
    if (!isMissingScript || Date.now() - reloadedAt < SHORTEST_INTERVAL_MS) return;
    sessionStorage.setItem(MARK, String(Date.now()));
    window.location.assign(address);
}
