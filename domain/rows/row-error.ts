// What is wrong with one row, in the words of its results: the first error gives code and column, message and fix tell of all
// of them. Bounded, for it is put aside with its row.
import type { IssueCode } from "../../contracts/issues/issues.ts";
import type { Issue } from "../../contracts/outcomes.ts";
import { type Finding, issueOf } from "./finding.ts";

type Said = Pick<Issue, "column" | "message" | "fix">;

export interface RowError extends Said {
  /** Of the first error. */
  readonly code: IssueCode;
  readonly others: readonly Said[];
  /** Errors that there was no room for. */
  readonly more: number;
}

export interface RowWords extends Said {
  readonly code: IssueCode;
}

/** A cell that a person reads; what is left out is in issues.ndjson. */
const MESSAGES_LENGTH_MAX = 600;

export function withIssue(error: RowError | undefined, { code, column, message, fix }: Issue): RowError {
  if (error === undefined) return { code, column, message, fix, others: [], more: 0 };
  const said = [error, ...error.others].reduce((length, one) => length + named(one).length + 2, 0);
  if (error.more > 0 || said + message.length > MESSAGES_LENGTH_MAX) return { ...error, more: error.more + 1 };
  return { ...error, others: [...error.others, { column, message, fix }] };
}

export const withFinding = (error: RowError | undefined, finding: Finding): RowError =>
  withIssue(error, issueOf(finding, { row: null, pointer: null }));

export function wordsOf({ others, more, ...first }: RowError): RowWords {
  const { code, column } = first;
  if (others.length + more === 0) return { code, column, message: first.message, fix: first.fix };
  const all = [first, ...others];
  const rest = more > 0 ? `; and ${String(more)} more` : "";
  return { code, column, message: all.map(named).join("; ") + rest, fix: fixOf(all) };
}

/** `site_zip: This is not a ZIP`; a message that begins with the column names it already. */
function named({ column, message }: Said): string {
  const sentence = withoutStop(message);
  return column === null || sentence.startsWith(column) ? sentence : `${column}: ${sentence}`;
}

/** Each fix once, with the columns that it is for. */
function fixOf(errors: readonly Said[]): string | null {
  const columnsByFix = new Map<string, Set<string>>();
  for (const { column, fix } of errors) {
    if (fix === null) continue;
    const columns = columnsByFix.get(fix) ?? new Set();
    columnsByFix.set(fix, columns);
    if (column !== null) columns.add(column);
  }
  const [only] = columnsByFix.keys();
  if (columnsByFix.size < 2) return only ?? null;
  return [...columnsByFix]
    .map(([fix, columns]) => (columns.size === 0 ? "" : `${[...columns].join(", ")}: `) + withoutStop(fix))
    .join("; ");
}

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, "");
