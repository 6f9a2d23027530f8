// Every issue that a file can have: stable code, severity, message, fix, and its section in docs/errors.md. The codes are API: they stand in results, in
// `--json` and in docs/errors.md.
import { ADDRESS_ISSUES } from "./address-issues.ts";
import { CELL_ISSUES } from "./cell-issues.ts";
import { DATE_ISSUES } from "./date-issues.ts";
import { FILE_ISSUES } from "./file-issues.ts";
import { FORMAT_ISSUES } from "./format-issues.ts";
import type { IssueText } from "./issue-text.ts";
import { JSON_ISSUES } from "./json-issues.ts";
import { ORDER_ISSUES } from "./order-issues.ts";
import { ROW_ISSUES } from "./row-issues.ts";
import { VALUE_ISSUES } from "./value-issues.ts";
import { WORKBOOK_ISSUES } from "./workbook-issues.ts";

export const ISSUES = {
  ...FILE_ISSUES,
  ...WORKBOOK_ISSUES,
  ...FORMAT_ISSUES,
  ...ROW_ISSUES,
  ...CELL_ISSUES,
  ...VALUE_ISSUES,
  ...ADDRESS_ISSUES,
  ...DATE_ISSUES,
  ...ORDER_ISSUES,
  ...JSON_ISSUES,
} as const satisfies Record<string, IssueText>;

export type IssueCode = keyof typeof ISSUES;

export const isIssueCode = (code: string): code is IssueCode => Object.hasOwn(ISSUES, code);

export const ISSUE_CODES: readonly IssueCode[] = Object.keys(ISSUES).filter(isIssueCode);
