import { getInfo } from '@/api/session';
import { notifyProblem } from '@/components/notify';
import { t } from '@/i18n';

const MARK = 'tuban-reloaded-at';
const SHORTEST_INTERVAL_MS = 30_000;

const isMissingScript = (error: unknown): boolean =>
    error instanceof TypeError && /module|import|preload/i.test(error.message);

/**
 * A page whose script can't be fetched: without a connection the user is told and stays where he is;
 * after an upgrade, when the old scripts are gone, the address is loaded anew, at most once in half a
 * minute.
 */
export async function onMissingPage(error: unknown, address: string): Promise<void> {
    if (!isMissingScript(error)) throw error;
    try {
        await getInfo();
    } catch {
        notifyProblem(t.problem.unreachable);
        return;
    }
    const reloadedAt = Number(sessionStorage.getItem(MARK) ?? 0);
    if (Date.now() - reloadedAt < SHORTEST_INTERVAL_MS) {
        notifyProblem(t.problem.unexpected);
        return;
    }
    sessionStorage.setItem(MARK, String(Date.now()));
    window.location.assign(address);
}
