import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as households from '@/api/households';
import type { HouseholdRow } from '@/api/types';
import { useQueue } from './useQueue';

vi.mock('@/api/households');

/** What waits at the server, in its order. */
let waiting: string[];

const list = vi.mocked(households.listHouseholds);
const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1));
const judge = (id: string) => {
    waiting = waiting.filter((other) => other !== id);
};

beforeEach(() => {
    vi.resetAllMocks();
    waiting = numbers(120);
    list.mockImplementation(({ page = 1, size = 20 }) =>
        Promise.resolve({
            total: waiting.length,
            page,
            size,
            items: waiting.slice((page - 1) * size, page * size).map((id) => ({ id }) as HouseholdRow),
        }),
    );
});

describe('the review queue', () => {
    it('begins with the first', async () => {
        const queue = useQueue(() => [], () => false);
        await queue.load();
        expect(queue.currentId.value).toBe('1');
        expect(queue.total.value).toBe(120);
    });

    it('shows the one after a judged one', async () => {
        const queue = useQueue(() => [], () => false);
        await queue.load();
        queue.show('2');
        judge('2');
        await queue.remove('2');
        expect(queue.currentId.value).toBe('3');
        expect(queue.total.value).toBe(119);
    });

    it('leaves nobody out while the judged ones move the pages up', async () => {
        const queue = useQueue(() => [], () => false);
        await queue.load();
        const seen: string[] = [];
        while (queue.currentId.value) {
            const id = queue.currentId.value;
            seen.push(id);
            judge(id);
            await queue.remove(id);
        }
        expect(seen).toEqual(numbers(120));
        expect(queue.total.value).toBe(0);
    });

    it('goes on to the next page by moving', async () => {
        const queue = useQueue(() => [], () => false);
        await queue.load();
        for (let i = 0; i < 130; i++) await queue.move(1);
        expect(queue.currentId.value).toBe('120');
        await queue.move(-1);
        expect(queue.currentId.value).toBe('119');
    });
});
