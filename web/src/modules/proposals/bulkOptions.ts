import type { MatchThreshold } from '@/api/types';

export interface BulkOption {
    threshold: number;
    proposals: number;
    expected_errors: number;
    /** What the county's last run called sure. */
    isSure: boolean;
}

/** What can be confirmed together, the least probability ascending, each once. */
export function bulkOptions(thresholds: readonly MatchThreshold[], sure: MatchThreshold | null): BulkOption[] {
    const options = new Map<number, BulkOption>();
    for (const { threshold, proposals, expected_errors } of sure ? [sure, ...thresholds] : thresholds) {
        if (threshold === null || proposals === 0 || options.has(threshold)) continue;
        options.set(threshold, { threshold, proposals, expected_errors, isSure: threshold === sure?.threshold });
    }
    return [...options.values()].sort((a, b) => a.threshold - b.threshold);
}
