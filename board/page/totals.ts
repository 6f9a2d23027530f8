// Sums over the batches that are shown. Pure.
import { TERMINAL_ORDER_STATUSES } from "../../contracts/outcomes.ts";
import type { BatchOnBoard, StateCount } from "../wire.ts";

export interface Totals {
  readonly orders: number;
  readonly sites: number;
  readonly handedOff: number;
  readonly moving: number;
  readonly waiting: number;
  readonly held: number;
  /** Ended without all of their sites at AT&T. */
  readonly stopped: number;
  /** Orders that are over, by status. */
  readonly ended: Readonly<Record<string, number>>;
}

const isOver = (status: string): boolean => TERMINAL_ORDER_STATUSES.some((end) => end === status);

export function totalsOf(batches: readonly BatchOnBoard[]): Totals {
  const states = Object.values(mergedStates(batches));
  const sum = (of: (batch: BatchOnBoard) => number): number => batches.reduce((total, batch) => total + of(batch), 0);
  const stateSum = (kind: keyof StateCount): number => states.reduce((total, state) => total + state[kind], 0);
  const ended: Record<string, number> = {};
  for (const { orders } of batches) {
    for (const [status, orderCount] of Object.entries(orders)) {
      if (isOver(status)) ended[status] = (ended[status] ?? 0) + orderCount;
    }
  }
  const over = Object.values(ended).reduce((total, one) => total + one, 0);
  return {
    orders: sum(({ orders }) => orders["total"] ?? 0),
    sites: sum(({ sites }) => sites),
    handedOff: sum(({ stages }) => stages["handoff"]?.done ?? 0),
    ...{ moving: stateSum("moving"), waiting: stateSum("waiting"), held: stateSum("held") },
    stopped: over - (ended["completed"] ?? 0),
    ended,
  };
}

/** Orders by stage. */
export function mergedStates(batches: readonly BatchOnBoard[]): Readonly<Record<string, StateCount>> {
  const merged: Record<string, StateCount> = {};
  for (const { states } of batches) {
    for (const [stage, { moving, waiting, held }] of Object.entries(states)) {
      const known = merged[stage] ?? { moving: 0, waiting: 0, held: 0 };
      merged[stage] = { moving: known.moving + moving, waiting: known.waiting + waiting, held: known.held + held };
    }
  }
  return merged;
}
