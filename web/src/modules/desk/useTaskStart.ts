import { ref } from 'vue';
import { useRouter } from 'vue-router';
import { listHouseholds } from '@/api/households';
import { useListContext } from '@/stores/listContext';
import type { Task } from './tasks';

const PAGE_SIZE = 50;

/** Opens a task at its first record, with the rest of it to walk through. */
export function useTaskStart() {
    const router = useRouter();
    const listContext = useListContext();
    const failure = ref<unknown>();

    async function openFirstRecord(task: Task): Promise<void> {
        const fetchPage = (page: number) =>
            listHouseholds({ ...task.filter, page, size: PAGE_SIZE });
        const answer = await fetchPage(1);
        const first = answer.items[0];
        if (!first) {
            await router.push(task.list);
            return;
        }
        const address = router.resolve(task.list).fullPath;
        listContext.open({ label: task.title, address, fetchPage }, answer);
        await router.push({ name: 'record', params: { id: first.id } });
    }

    async function start(task: Task): Promise<void> {
        failure.value = undefined;
        try {
            if (task.opens === 'review') await router.push({ name: 'review' });
            else if (task.opens === 'list') await router.push(task.list);
            else await openFirstRecord(task);
        } catch (error) {
            failure.value = error;
        }
    }

    return { start, failure };
}
