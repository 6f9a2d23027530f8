// What can be wrong with the form of a row: its cells and quotes.
import { error, type IssueText, warning } from "./issue-text.ts";

export const ROW_ISSUES = {
  "row.tooShort": error("The row has {detail} cells.", "Add the missing cells; check quotes and delimiters."),
  "row.tooLong": error(
    "The row has {detail} cells.",
    "Remove the extra cells; put cells that contain the delimiter into quotes.",
  ),
  "row.blank": warning("The row is blank and was passed over.", null),
  "quote.unclosed": error(
    "A quote opens in this row and is never closed.",
    "Close the quote, or double a quote that is part of the text.",
  ),
  "quote.misplaced": error("Text follows a closing quote.", "Double a quote that is part of the text."),
  "quote.spread": error(
    "A misplaced quote in line {detail} takes in this line.",
    "Correct that line; this row may be right as it is.",
  ),
} as const satisfies Record<string, IssueText>;
