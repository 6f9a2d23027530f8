// What a file can be that is neither CSV nor JSON, or is not written as such files are: each is called by its name.
import { error, fixed, type IssueText, warning } from "./issue-text.ts";

const SAVE_AS_CSV = "File, Save As, CSV UTF-8 (Comma delimited).";

export const FORMAT_ISSUES = {
  "file.workbook": error({
    message: "This is {detail}, not a CSV file.",
    fix: `Open it, choose ${SAVE_AS_CSV.slice(0, -1)}, and upload the CSV file.`,
    about:
      "A workbook is read by the program that wrote it. As CSV it has one sheet, with the values as they are shown.",
    example: "`orders.xlsx`, or an `.xlsx` that was renamed to `.csv`.",
    excel: SAVE_AS_CSV,
  }),
  "file.workbookLocked": error({
    message: "This is {detail}. Nothing in it can be read.",
    fix: "Remove the password, save the sheet as CSV (UTF-8), and upload that.",
    about: "A password encrypts the whole file.",
    example: "A workbook that asks for a password when it is opened.",
    excel: "File, Info, Protect Workbook, Encrypt with Password: delete the password. Then File, Save As, CSV UTF-8.",
  }),
  "file.cutOff": error({
    message: "This is {detail}, and it is damaged: its end is missing.",
    fix: "Get the file again, check that it opens, save it as CSV (UTF-8), and upload that.",
    about: "The table of contents of such a file is at its end. Usually a download or an upload was interrupted.",
    example: "The first half of `orders.xlsx`.",
    excel: SAVE_AS_CSV,
  }),
  "file.document": error({
    message: "This is {detail}, not a list of sites.",
    fix: "Ask for the list itself, as CSV (UTF-8), JSON, or NDJSON.",
    about: "Values cannot be read out of a document or a picture without guessing.",
    example: "A printed order form as a PDF.",
  }),
  "file.archive": error({
    message: "This is {detail}. Only gzip is unpacked here.",
    fix: "Unpack it and upload the files that are in it.",
    about: "An archive may hold several files, and each is a batch of its own.",
    example: "`orders.zip`.",
  }),
  "file.markup": error({
    message: "This is {detail}, whatever its name ends in.",
    fix: `Open it in a spreadsheet, choose ${SAVE_AS_CSV.slice(0, -1)}, and upload the CSV file.`,
    about:
      "Some programs export a web page and call it `.xls`. Often it is an error page or a page that asks to sign in.",
    example: "`<table><tr><th>order_ref</th>…`.",
    excel: SAVE_AS_CSV,
  }),
  "file.wrapped": error({
    message: "This is {detail}. The orders may be inside, but they are not read from there.",
    fix: "Upload the file itself.",
    about: "A program has saved what surrounds a file, or an encoded form of it.",
    example: "A file that begins with `Content-Disposition: form-data`.",
  }),
  "file.script": error({
    message: "This is {detail}, not a list of sites.",
    fix: "Upload the CSV, JSON, or NDJSON file that holds the orders.",
    about: "The text begins as a program or another notation does, and no line of it holds column names.",
    example: "A file that begins with `#!/bin/sh`.",
  }),
  "file.encoding": error({
    message: "The file is in the encoding {detail}, which is not read.",
    fix: "Save it as CSV UTF-8.",
    about: "UTF-8, UTF-16, and Windows-1252 are read.",
    example: "A file that a database wrote with four bytes per character.",
    excel: SAVE_AS_CSV,
  }),
  "file.encodingAssumed": warning({
    message: "The file is not in UTF-8. It was read as Windows-1252.",
    fix: "Look at names with accents in the results. If they are wrong, save the file as CSV UTF-8 and upload it again.",
    about:
      "Files from old programs do not say which encoding they are in. Files from DOS (code page 437) and from old Macs use the same bytes for other characters.",
    example: "`René` is read as `Ren‚` where the file is in code page 437.",
    excel: SAVE_AS_CSV,
  }),
  "file.delimiter": error({
    message: "The fields seem to be divided by {detail}, which is not read.",
    fix: "Save the file with commas, semicolons, tabs, or vertical bars between the fields.",
    about: "Column names were found in the header, but not between the delimiters that are read.",
    example: "`order_ref^sp_id^customer_name`.",
  }),
  "file.quotedLines": error({
    message: "Each line is in one pair of quotes, so it is a single cell.",
    fix: "Export the file again without quotes around whole lines.",
    about: "A program has treated each line as one text and quoted it.",
    example: '`"order_ref,sp_id,customer_name"`.',
  }),
  "file.npmLines": fixed({
    message: "The lines that npm printed above the content were skipped.",
    about: "npm prints the name of a script before its output. `npm start --silent` does not.",
    example: "`> apex-bulk@0.2.0 start`.",
  }),
} as const satisfies Record<string, IssueText>;
