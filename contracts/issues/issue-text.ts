// How an issue is worded: what its results say, and what its section in docs/errors.md adds. `{column}` and `{detail}` in a
// sentence are filled with column names, rows or suggestions, never with personal data.

/** An error keeps its row from being sent, a warning stops nothing, `fixed` is a repair. */
export const SEVERITIES = ["error", "warning", "fixed"] as const;
export type Severity = (typeof SEVERITIES)[number];

interface Words {
  readonly message: string;
  readonly fix: string;
  /** Where `fix` speaks of cells and spreadsheets, and the file is JSON. */
  readonly jsonFix?: string;
  /** For docs/errors.md: why it matters or how it comes about, and one case of it. */
  readonly about: string;
  readonly example: string;
  /** For docs/errors.md: how to do it in Excel, where `fix` does not say it. */
  readonly excel?: string;
}

type Unfixable = Omit<Words, "fix" | "jsonFix" | "excel">;

export interface IssueText extends Omit<Words, "fix"> {
  readonly severity: Severity;
  readonly fix: string | null;
}

export const error = (words: Words) => ({ severity: "error", ...words }) as const;
export const warning = (words: Words | (Unfixable & { readonly fix: null })) =>
  ({ severity: "warning", ...words }) as const;
export const fixed = (words: Unfixable) => ({ severity: "fixed", fix: null, ...words }) as const;

/** Excel turns a value back into a number or a date unless its column is text before the value is typed. */
export const AS_TEXT = "Format the column as text first, then enter the value again in full and save the file as CSV.";
export const AS_TEXT_IN_EXCEL =
  "Select the column; Home, Number format, Text. Then type the value again: what Excel has changed does not come back by itself.";
export const AS_STRING = "Write the value as a string, in quotes, in full.";
