import { expect, it } from 'vitest';
import type { HouseholdRecord } from '@/api/types';
import { previousNumber } from './usePreviousPatch';

const record = (changes: { field: string; before: unknown }[]) => ({ changes }) as unknown as HouseholdRecord;

it('names the patch of before only where the submission changed it', () => {
    expect(previousNumber(record([{ field: '/patch/number', before: '9901010031190' }]))).toBe('9901010031190');
    expect(previousNumber(record([{ field: '/patch/number', before: null }]))).toBeUndefined();
    expect(previousNumber(record([{ field: '/floors', before: 1 }]))).toBeUndefined();
    expect(previousNumber(undefined)).toBeUndefined();
});
