// A number with its noun, as people write it.

/** `1 row`, `2 rows`. */
export const counted = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
