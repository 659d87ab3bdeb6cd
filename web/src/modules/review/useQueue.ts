import { listHouseholds } from '@/api/households';
import type { Grade } from '@/api/types';
import { useWorkList } from '@/worklist/useWorkList';

/** What waits for review, in the server's order. */
export const useQueue = (grades: () => readonly Grade[], resubmitted: () => boolean) =>
    useWorkList((page, size, signal) =>
        listHouseholds({ queue: 'review', grade: grades(), resubmitted: resubmitted() || undefined, page, size }, signal),
    );
