// The cells of a draft and what is wrong with each: by cell, in the order in which a person goes through them. Pure.
import type { DraftGrid, DraftIssue } from "../wire.ts";

export type Cells = DraftGrid;

/** `at` -1: the header; `cell` -1: the row as a whole. */
export interface Cell {
  readonly at: number;
  readonly cell: number;
}

export interface Problems {
  of(at: number, cell: number): readonly DraftIssue[];
  /** Cells with an error, from the top. */
  readonly inOrder: readonly Cell[];
  /** Of a cell: error, else warning, else fixed. */
  worst(at: number, cell: number): DraftIssue["severity"] | undefined;
}

const SEVERITIES = ["error", "warning", "fixed"] as const;
const keyOf = (at: number, cell: number): string => `${String(at)} ${String(cell)}`;

export function problemsByCell(issues: readonly DraftIssue[]): Problems {
  const placed = issues.filter(({ at }) => at !== null);
  const byCell = Map.groupBy(placed, ({ at, cell }) => keyOf(at ?? 0, cell ?? -1));
  const errors = new Map<string, Cell>();
  for (const { at, cell, severity } of placed) {
    if (at !== null && severity === "error") errors.set(keyOf(at, cell ?? -1), { at, cell: cell ?? -1 });
  }
  const of = (at: number, cell: number): readonly DraftIssue[] => byCell.get(keyOf(at, cell)) ?? [];
  return {
    of,
    inOrder: [...errors.values()].sort((one, other) => one.at - other.at || one.cell - other.cell),
    worst: (at, cell) => SEVERITIES.find((severity) => of(at, cell).some((issue) => issue.severity === severity)),
  };
}

/** Beyond the last comes the first again. */
export function nextProblem({ inOrder }: Problems, { at, cell }: Cell, step: 1 | -1): Cell | undefined {
  const isBeyond = (one: Cell): boolean => (one.at - at || one.cell - cell) * step > 0;
  return step === 1 ? (inOrder.find(isBeyond) ?? inOrder[0]) : (inOrder.findLast(isBeyond) ?? inOrder.at(-1));
}
