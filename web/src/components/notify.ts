import { ElMessage } from 'element-plus/es';
import 'element-plus/es/components/message/style/css';

/** A short word about what the server has done; it blocks nothing and goes by itself. */
export function notify(text: string): void {
    ElMessage({ message: text, type: 'success', grouping: true, duration: 4000 });
}

/** A failure that has no place on the page. */
export function notifyProblem(text: string): void {
    ElMessage({ message: text, type: 'error', grouping: true, duration: 8000 });
}
