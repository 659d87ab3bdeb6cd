import { ElMessage } from 'element-plus/es';
import 'element-plus/es/components/message/style/css';

let last: { close: () => void } | undefined;

/** A short word about what the server has done; it blocks nothing and goes by itself, or when the next one comes. */
export function notify(text: string): void {
    last?.close();
    last = ElMessage({ message: text, type: 'success', duration: 4000 });
}

/** A failure that has no place on the page. */
export function notifyProblem(text: string): void {
    ElMessage({ message: text, type: 'error', grouping: true, duration: 8000 });
}
