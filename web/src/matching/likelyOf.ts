/** The first candidate, where it is likelier than none of them. */
export function likelyOf<T extends { probability: number }>({
    candidates: [best],
    none_probability: none,
}: {
    candidates: readonly T[];
    none_probability: number;
}): T | undefined {
    return best && best.probability > none ? best : undefined;
}
