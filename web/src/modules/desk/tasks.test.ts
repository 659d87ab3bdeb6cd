import { describe, expect, it } from 'vitest';
import type { Desk, Permission, ProgressRow } from '@/api/types';
import { tasksOf } from './tasks';

const desk = {
    to_fill: 4,
    drafts: 3,
    returned: 2,
    to_review: 137,
    resubmitted: 12,
    to_review_cd: 46,
    backfill: 0,
    progress: { returned: 64 } as ProgressRow,
} as Desk;

const tasks = (...permissions: Permission[]) =>
    tasksOf(desk, (permission) => permissions.includes(permission)).map(({ key, count }) => [key, count]);

describe('what waits on the desk', () => {
    it('of a collector begins with what came back, and leaves out what is empty', () => {
        expect(tasks('fill', 'read')).toEqual([
            ['returned', 2],
            ['drafts', 3],
            ['to_fill', 4],
        ]);
    });

    it('of a collector ends with what matching found, which leads to the lists that count it', () => {
        const found = tasksOf(desk, (permission) => permission === 'fill', { proposals: 118, likely: 9 }).slice(-2);
        expect(found.map(({ key, count, list }) => [key, count, list])).toEqual([
            ['proposals', 118, { name: 'proposals' }],
            ['backfill', 9, { name: 'backfill', query: { likely: 'true' } }],
        ]);
    });

    it('of a reviewer is the queue, then what the places have not corrected yet', () => {
        expect(tasks('fill', 'review', 'read')).toEqual([
            ['review', 137],
            ['waiting', 64],
        ]);
    });

    it('of who only reads is nothing', () => {
        expect(tasks('read')).toEqual([]);
    });
});
