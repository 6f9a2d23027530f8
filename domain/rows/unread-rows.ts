// What is said where the reading of a file stopped in its middle, or a part of it could not be made rows of: nobody may take
// the rows that are given back for the whole.
import type { Issue } from "../../contracts/outcomes.ts";
import { type Finding, issueOf } from "./finding.ts";

/** Of what could not be read, so much is shown. */
const SHOWN_LENGTH_MAX = 4000;

export function shownText(text: string): string {
  const shown = text.slice(0, SHOWN_LENGTH_MAX).toWellFormed().trim();
  return text.length > SHOWN_LENGTH_MAX ? `${shown}…` : shown;
}

/** Where a reading stopped: the line of the fault, where that is known, and the first of those that are in no row. */
export interface Stop {
  readonly finding: Finding;
  readonly line: number | null;
  readonly from: number;
}

/** Behind an open quote the lines are given back all the same. */
export function stopIssue({ finding, line, from }: Stop): Issue {
  const issue = issueOf(finding, { row: line ?? from, pointer: null });
  if (finding.code === "quote.unclosed") return issue;
  return {
    ...issue,
    message: `${issue.message} The file was read only up to line ${String(from)}: nothing from there on is in the rows.`,
    fix: `${issue.fix ?? ""} Then drop the original again: failed.csv has only a part of it.`.trim(),
  };
}

/** Why rows were not looked at, within a sentence. */
export function reasonOf({ row, message }: Pick<Issue, "row" | "message">): string {
  return (row === null ? "" : `line ${String(row)}: `) + message.replace(/\.$/, "");
}

/** Errors of a row's form that it has again as it is given back, or had from another row only. */
const COMES_AGAIN = new Set<string>(["row.tooShort", "row.tooLong", "header.blank", "order.noSites", "quote.spread"]);

/**
 * A cell too many for a row of failed.csv that is not what the file had, and could pass as it is given back: it is an error
 * until somebody has looked at the row and deletes the cell. Undefined: the row needs none.
 */
export function markOf(row: {
  readonly findings: readonly Finding[];
  readonly stop?: Stop;
  readonly text?: string | undefined;
}): string | undefined {
  const finding = row.stop?.finding ?? row.findings.find(({ code }) => !COMES_AGAIN.has(code));
  if (finding === undefined) return undefined;
  const had = row.text === undefined || row.text === "" ? "" : ` The file has: ${row.text}`;
  if (row.stop !== undefined && finding.code !== "quote.unclosed") {
    return `Not all of the file is here (${finding.code}): correct the original and drop it instead.${had}`;
  }
  const place = finding.column === undefined ? "" : ` in ${finding.column}`;
  return `Not as the file had it (${finding.code}${place}): correct this row, then delete this cell.${had}`;
}
