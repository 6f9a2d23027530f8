// What can be wrong with the form of a row: its cells and quotes.
import { error, fixed, type IssueText, warning } from "./issue-text.ts";

export const ROW_ISSUES = {
  "row.tooShort": error({
    message: "The row has {detail}.",
    fix: "Add the missing cells, or delete the row if it is not a site. Divide the row by the same character as the header, and check its quotes.",
    about: "Values may have slipped into the wrong columns, so none of the row's values was read.",
    example: "A row that ends after the tenth of twenty columns.",
  }),
  "row.tooLong": error({
    message: "The row has {detail}.",
    fix: 'Remove the extra cells. Put values that contain the delimiter in straight quotes (").',
    about: "Values may have slipped into the wrong columns, so none of the row's values was read.",
    example: "`Acme, Inc` without quotes in a file with commas.",
  }),
  "row.endsEarly": fixed({
    message: "The row ends before {detail}, which may be blank, and was read so.",
    about: "Spreadsheets leave out blank cells at the end of a row. Every required cell is there.",
    example: "A row without the last two cells, `tsp_code` and `port_notes`.",
  }),
  "row.blankSurplus": fixed({
    message: "The row has {detail} after the last column. They were ignored.",
    about: "Delimiters without a value at the end of a row mean nothing.",
    example: "`…,Rack 2,,,`.",
  }),
  "row.aboveHeader": error({
    message: "The row is above the header, which is on line {detail}.",
    fix: "Move the header to the top.",
    about: "Sorting a sheet moves its header among the rows. What is above a header is not read.",
    example: "A sheet that was sorted by `order_ref` without marking its first row as a header.",
    excel: "Cut the header row, insert it above the first row, and save the file again.",
  }),
  "row.noSite": error({
    message: "The row holds {detail}, not a site.",
    fix: "Delete the row. If it should be a site, fill in its cells.",
    about: "Totals, comments, and footers are for people. Such a row is sent nowhere, and it holds back no other row.",
    example: "`Total,,2 sites`.",
  }),
  "row.blank": warning({
    message: "The row is blank and was skipped.",
    fix: null,
    about: "A blank row between others is not a site and is not counted.",
    example: "An empty line between two orders.",
  }),
  "quote.unclosed": error({
    message: "A quote opens in this row and is never closed.",
    fix: "Close the quote. Double a quote that is part of the text.",
    about: "Everything after an open quote belongs to one cell, so the rows after it cannot be separated.",
    example: '`"Rack 2` instead of `"Rack 2"`.',
  }),
  "quote.misplaced": error({
    message: "Text follows a closing quote.",
    fix: "Double a quote that is part of the text.",
    about: "It is not clear where the cell ends.",
    example: '`"MDF 2" left"` instead of `"MDF 2"" left"`.',
  }),
  "quote.spread": error({
    message: "A misplaced quote on line {detail} swallows this line.",
    fix: "Correct that line. This row may be right as it is.",
    about: "The quote ends only at a later quoted cell, and the lines between look like rows of their own.",
    example: 'Line 3 has `"S-2` without its closing quote, and line 5 has a quoted cell.',
  }),
} as const satisfies Record<string, IssueText>;
