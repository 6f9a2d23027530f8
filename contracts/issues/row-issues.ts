// What can be wrong with the form of a row: its cells and quotes.
import { error, type IssueText, warning } from "./issue-text.ts";

export const ROW_ISSUES = {
  "row.tooShort": error({
    message: "The row has {detail}.",
    fix: "Add the missing cells. Check quotes and delimiters.",
    about: "Values may have slipped into the wrong columns, so none of the row's values was read.",
    example: "A row that ends after the tenth of twenty columns.",
  }),
  "row.tooLong": error({
    message: "The row has {detail}.",
    fix: "Remove the extra cells. Put values that contain the delimiter in quotes.",
    about: "Values may have slipped into the wrong columns, so none of the row's values was read.",
    example: "`Acme, Inc` without quotes in a file with commas.",
  }),
  "row.blank": warning({
    message: "The row is blank and was skipped.",
    fix: null,
    about: "A blank row between others is no site, and is not counted.",
    example: "An empty line between two orders.",
  }),
  "quote.unclosed": error({
    message: "A quote opens in this row and is never closed.",
    fix: "Close the quote. Double a quote that is part of the text.",
    about: "Everything behind an open quote belongs to one cell, so the rows after it cannot be told apart.",
    example: '`"Rack 2` instead of `"Rack 2"`.',
  }),
  "quote.misplaced": error({
    message: "Text follows a closing quote.",
    fix: "Double a quote that is part of the text.",
    about: "Where the cell ends cannot be told.",
    example: '`"MDF 2" left"` instead of `"MDF 2"" left"`.',
  }),
  "quote.spread": error({
    message: "A misplaced quote on line {detail} swallows this line.",
    fix: "Correct that line. This row may be right as it is.",
    about: "The quote ends only at a later quoted cell, and the lines between look like rows of their own.",
    example: 'Line 3 has `"S-2` without its closing quote, and line 5 has a quoted cell.',
  }),
} as const satisfies Record<string, IssueText>;
