// A row of an order as the reading gives it back, and a finding about one.
import type { Finding } from "../rows/finding.ts";

export interface OrderRow {
  readonly row: number;
  /** Normalized, in schema order. */
  readonly cells: string[];
  /** Errors only; none: the row may go. */
  readonly errors: readonly Finding[];
  readonly known: number;
}

/** A finding that was made among the rows of an order: it says which one it is about. */
export type FindingOfRow = Finding & { readonly row: number };
