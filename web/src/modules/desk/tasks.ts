import { formatCount, t } from '@/i18n';
import type { Desk, Permission } from '@/api/types';
import type { FigureFilter } from '@/statistics/links';

export interface Task {
    key: string;
    title: string;
    note: string;
    start: string;
    count: number;
    /** The households it is about. */
    filter: FigureFilter;
    /** Where the work begins: in the review queue, in the first record, on the page for it, or in the list. */
    opens: 'review' | 'record' | 'backfill' | 'list';
}

/** What waits for an account, the first the most urgent; tasks with nothing to do are left out. */
export function tasksOf(desk: Desk, may: (permission: Permission) => boolean): Task[] {
    const words = t.desk;
    const tasks: Task[] = [];
    // A reviewer may fill in too, where a household has no village; that is not what he is here for.
    if (may('review'))
        tasks.push(
            {
                key: 'review',
                ...words.review,
                note: words.review.note(
                    formatCount(desk.to_review_cd),
                    formatCount(desk.resubmitted),
                ),
                count: desk.to_review,
                filter: { status: ['submitted'] },
                opens: 'review',
            },
            {
                key: 'waiting',
                ...words.waiting,
                count: desk.progress.returned,
                filter: { status: ['returned'] },
                opens: 'list',
            },
        );
    else if (may('fill'))
        tasks.push(
            {
                key: 'returned',
                ...words.returned,
                count: desk.returned,
                filter: { status: ['returned'] },
                opens: 'record',
            },
            {
                key: 'drafts',
                ...words.drafts,
                count: desk.drafts,
                filter: { status: ['draft'] },
                opens: 'record',
            },
            {
                key: 'to_fill',
                ...words.toFill,
                count: desk.to_fill,
                filter: { status: ['not_started'] },
                opens: 'record',
            },
            {
                key: 'backfill',
                ...words.backfill,
                count: desk.backfill,
                filter: { patch_state: ['not_found'] },
                opens: 'backfill',
            },
        );
    return tasks.filter(({ count }) => count > 0);
}
