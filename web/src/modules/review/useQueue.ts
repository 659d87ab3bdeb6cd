import { listHouseholds } from '@/api/households';
import type { Grade } from '@/api/types';
import { useWorkList } from '@/worklist/useWorkList';

/** What waits for review, in the server's order. */
export const useQueue = (grades: () => readonly Grade[]) =>
    useWorkList((page, size, signal) =>
        listHouseholds({ queue: 'review', grade: grades(), page, size }, signal),
    );
