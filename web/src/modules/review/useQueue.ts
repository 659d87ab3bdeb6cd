import { listHouseholds } from '@/api/households';
import type { Grade } from '@/api/types';
import { flag, oneOfMany, type QueryFields } from '@/filters/queryFilter';
import { useWorkList } from '@/worklist/useWorkList';

export interface QueueFilter {
    grade: readonly Grade[];
    resubmitted: boolean;
}

export const DANGEROUS: readonly Grade[] = ['C', 'D'];
export const queueFields: QueryFields<QueueFilter> = { grade: oneOfMany(DANGEROUS), resubmitted: flag };

/** What waits for review, in the server's order. */
export const useQueue = (grades: () => readonly Grade[], resubmitted: () => boolean) =>
    useWorkList((page, size, signal) =>
        listHouseholds({ queue: 'review', grade: grades(), resubmitted: resubmitted() || undefined, page, size }, signal),
    );
