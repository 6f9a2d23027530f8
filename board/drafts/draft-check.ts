// Checks a draft with the very code of the intake (`validate`), and says where in the grid each issue stands.
import { createHash } from "node:crypto";
import { fileIdOf } from "../../contracts/ids.ts";
import { COLUMN_LIST } from "../../contracts/bulk-file.ts";
import type { Issue, Policy } from "../../contracts/outcomes.ts";
import { readHeader } from "../../domain/rows/read-header.ts";
import { validateFile } from "../../pipeline/intake/validate-file.ts";
import type { OpenFile } from "../../reading/read-records.ts";
import { profileOf } from "../../reading/profiles.ts";
import type { DraftCheck } from "../wire.ts";
import { type CellOf, draftIssue, type GridRead, type RowPositions } from "./draft-grid.ts";

export interface CheckedFile {
  readonly open: OpenFile;
  readonly distributor: string;
  readonly policy: Policy | undefined;
  readonly sheet: string | undefined;
  readonly isOriginal: boolean;
  /** As the person has it before the eyes. */
  readonly grid: GridRead;
  /** Of the bytes that are checked. */
  readonly positions: RowPositions;
  readonly now: Date;
}

/** A person goes through no more at once; errors come before warnings and repairs. */
const ISSUES_MAX = 2000;
const URGENCY = { error: 0, warning: 1, fixed: 2 } as const;

export async function checkDraft(file: CheckedFile): Promise<DraftCheck> {
  const { open, distributor, policy, sheet, isOriginal, grid, positions, now } = file;
  const issues: Issue[] = [];
  const totals = { error: 0, warning: 0, fixed: 0 };
  const profile = profileOf(distributor);
  const { rows, orders } = await validateFile({
    ...{ open, profile, policy, sheet, now },
    onIssue: (issue) => {
      totals[issue.severity] += 1;
      if (issue.severity === "error" || issues.length < ISSUES_MAX) issues.push(issue);
      if (issues.length > 2 * ISSUES_MAX) issues.splice(ISSUES_MAX);
    },
  });
  issues.sort((one, other) => URGENCY[one.severity] - URGENCY[other.severity]);
  const cellOf = cellFinder(grid, distributor);
  return {
    rows: { total: rows.total, failed: rows.failed, waiting: rows.waiting },
    orders,
    issues: issues.slice(0, ISSUES_MAX).map((issue) => draftIssue(issue, grid, positions, cellOf)),
    issueTotals: totals,
    isOriginal,
    batchId: fileIdOf(distributor, await hashOf(open), sheet),
  };
}

/** The header is read as the intake reads it: aliases and spellings lead to the schema's column. */
function cellFinder({ columns }: GridRead, distributor: string): CellOf {
  const header = readHeader(columns, 1, profileOf(distributor));
  return (name) => {
    const column = COLUMN_LIST.find((known) => known.name === name);
    const at = column === undefined ? columns.indexOf(name) : header.columns.indexOf(column.index);
    return at === -1 ? null : at;
  };
}

/** SHA-256, hexadecimal. */
export async function hashOf(open: OpenFile): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of await open()) hash.update(chunk);
  return hash.digest("hex");
}
