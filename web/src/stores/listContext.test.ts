import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HouseholdPage, HouseholdRow } from '@/api/types';
import { useListContext } from './listContext';

const pages = [['1', '2'], ['3', '4'], ['5']];

const pageOf = (page: number): HouseholdPage => ({
    total: 5,
    page,
    size: 2,
    items: pages[page - 1]!.map((id) => ({ id }) as HouseholdRow),
});

const fetchPage = vi.fn((page: number) => Promise.resolve(pageOf(page)));

beforeEach(() => {
    setActivePinia(createPinia());
    fetchPage.mockClear();
});

function opened(page: number) {
    const context = useListContext();
    context.open({ label: '退回补正', address: '/households', fetchPage }, pageOf(page));
    return context;
}

describe('the list a record was opened from', () => {
    it('tells the place of a record in the whole list', () => {
        const context = opened(2);
        expect(context.position('4')).toBe(4);
        expect(context.position('99')).toBeUndefined();
    });

    it('walks over the ends of its pages', async () => {
        const context = opened(1);
        expect(await context.neighbour('1', 1)).toBe('2');
        expect(fetchPage).not.toHaveBeenCalled();
        expect(await context.neighbour('2', 1)).toBe('3');
        expect(context.position('3')).toBe(3);
        expect(await context.neighbour('3', -1)).toBe('2');
    });

    it('is found for a record that was opened by its address', async () => {
        const context = useListContext();
        await context.openAt({ label: '张家湾村', address: '/households', fetchPage }, '4');
        expect(context.position('4')).toBe(4);
        expect(await context.neighbour('4', 1)).toBe('5');
    });

    it('stays as it was where no page holds the record', async () => {
        const context = opened(1);
        await context.openAt({ label: '张家湾村', address: '/households', fetchPage }, '99');
        expect(context.label).toBe('退回补正');
    });

    it('ends at both ends', async () => {
        const context = opened(3);
        expect(context.hasNeighbour('5', 1)).toBe(false);
        expect(await context.neighbour('5', 1)).toBeUndefined();
        expect(opened(1).hasNeighbour('1', -1)).toBe(false);
    });
});
