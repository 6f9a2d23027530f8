// Cutting an order's sites into ranges: chunks of the state machine, and groups of sites within one partner call.
import { traceIdOf } from "../../contracts/ids.ts";
import { CHUNK_SITES } from "../../contracts/limits.ts";
import type { Chunk, OrderExecutionInput } from "../../contracts/stages.ts";

export function chunksOf(siteCount: number, size: number = CHUNK_SITES): Chunk[] {
  return Array.from({ length: Math.ceil(siteCount / size) }, (_, n) => ({
    n,
    from: n * size,
    to: Math.min(siteCount, (n + 1) * size),
  }));
}

/** Canonical: the same order has the same input, so that StartExecution is idempotent while it runs. */
export function executionInput(order: {
  readonly orderId: string;
  readonly fileId: string;
  readonly distributor: string;
  readonly siteCount: number;
}): OrderExecutionInput {
  const { orderId, fileId, distributor, siteCount } = order;
  return { orderId, traceId: traceIdOf(fileId, orderId), distributor, siteCount, chunks: chunksOf(siteCount) };
}

/** `items` in groups of at most `size`, each with the position of its first item. */
export function groupsOf<T>(items: readonly T[], size: number): { readonly first: number; readonly items: T[] }[] {
  return chunksOf(items.length, size).map(({ from, to }) => ({ first: from, items: items.slice(from, to) }));
}
