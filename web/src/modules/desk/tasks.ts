import type { RouteLocationRaw } from 'vue-router';
import { formatCount, t } from '@/i18n';
import type { Desk, Permission } from '@/api/types';
import { listRoute, type FigureFilter } from '@/statistics/links';
import type { MatchingTodo } from './useMatchingTodo';

export interface Task {
    key: string;
    title: string;
    note: string;
    start: string;
    count: number;
    /** The list of exactly the households that it counts. */
    list: RouteLocationRaw;
    /** The same for a record that is opened from it. */
    filter?: FigureFilter;
    /** Where the work begins: in the review queue, in the first record, or in the list. */
    opens: 'review' | 'record' | 'list';
}

/** What waits for an account, the first the most urgent; tasks with nothing to do are left out. */
export function tasksOf(
    desk: Desk,
    may: (permission: Permission) => boolean,
    matching: MatchingTodo = { proposals: 0, likely: 0 },
): Task[] {
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
                list: listRoute({ status: ['submitted'] }),
                opens: 'review',
            },
            {
                key: 'waiting',
                ...words.waiting,
                count: desk.progress.returned,
                list: listRoute({ status: ['returned'] }),
                opens: 'list',
            },
        );
    else if (may('fill'))
        tasks.push(
            {
                key: 'returned',
                ...words.returned,
                count: desk.returned,
                list: listRoute({ status: ['returned'] }),
                filter: { status: ['returned'] },
                opens: 'record',
            },
            {
                key: 'drafts',
                ...words.drafts,
                count: desk.drafts,
                list: listRoute({ status: ['draft'] }),
                filter: { status: ['draft'] },
                opens: 'record',
            },
            {
                key: 'to_fill',
                ...words.toFill,
                count: desk.to_fill,
                list: listRoute({ status: ['not_started'] }),
                filter: { status: ['not_started'] },
                opens: 'record',
            },
            {
                key: 'proposals',
                ...words.proposals,
                count: matching.proposals,
                list: { name: 'proposals' },
                opens: 'list',
            },
            {
                key: 'backfill',
                ...words.backfill,
                count: matching.likely,
                list: { name: 'backfill', query: { likely: 'true' } },
                opens: 'list',
            },
        );
    return tasks.filter(({ count }) => count > 0);
}
