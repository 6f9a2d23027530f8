// What a check finds in a row, and the issue that is told of it. The texts are in contracts/issues.
import type { IssueText } from "../../contracts/issues/issue-text.ts";
import { type IssueCode, ISSUES } from "../../contracts/issues/issues.ts";
import type { Issue } from "../../contracts/outcomes.ts";

/** What a check has found; the reader of the row adds where it stands. */
export interface Finding {
  readonly code: IssueCode;
  /** The row that it is about, where a check sees more than one. */
  readonly row?: number;
  /** A column's name, as the schema or (if it knows none) the file's header has it. */
  readonly column?: string;
  readonly detail?: string;
  /** As it may be shown: shortened and masked. */
  readonly value?: string;
}

/** Where an issue stands in its file. */
export interface Position {
  readonly row: number | null;
  readonly pointer: string | null;
}

/** Of the file as a whole, or of nothing that has a line. */
export const NO_POSITION: Position = { row: null, pointer: null };

export const isError = (finding: Finding): boolean => ISSUES[finding.code].severity === "error";

export function issueOf(finding: Finding, position: Position): Issue {
  const text: IssueText = ISSUES[finding.code];
  const fix = position.pointer === null ? text.fix : (text.jsonFix ?? text.fix);
  return {
    severity: text.severity,
    code: finding.code,
    row: position.row,
    column: finding.column ?? null,
    pointer: position.pointer,
    value: finding.value ?? null,
    message: fill(text.message, finding),
    fix: fix === null ? null : fill(fix, finding),
  };
}

function fill(sentence: string, finding: Finding): string {
  if (!sentence.includes("{")) return sentence;
  return sentence.replaceAll("{column}", finding.column ?? "").replaceAll("{detail}", finding.detail ?? "");
}
