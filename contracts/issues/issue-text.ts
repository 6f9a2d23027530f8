// How an issue is worded. `{column}` and `{detail}` in a sentence are filled with column names, rows or suggestions, never
// with personal data.

/** An error keeps its row from being sent, a warning stops nothing, `fixed` is a repair. */
export const SEVERITIES = ["error", "warning", "fixed"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface IssueText {
  readonly severity: Severity;
  readonly message: string;
  readonly fix: string | null;
  /** Where the fix speaks of cells and spreadsheets, and the file is JSON. */
  readonly jsonFix?: string;
}

export const error = (message: string, fix: string, jsonFix?: string) =>
  ({ severity: "error", message, fix, ...(jsonFix !== undefined && { jsonFix }) }) as const;
export const warning = (message: string, fix: string | null) => ({ severity: "warning", message, fix }) as const;
export const fixed = (message: string) => ({ severity: "fixed", message, fix: null }) as const;

export const AS_TEXT = "Format the column as text in the spreadsheet, enter the value again and save the file as CSV.";
export const AS_STRING = "Write the whole value as a string, in quotes, with every digit.";
