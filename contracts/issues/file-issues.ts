// What can be wrong with a file as a whole, or with its header.
import { error, fixed, type IssueText, warning } from "./issue-text.ts";

export const FILE_ISSUES = {
  "file.unknownDistributor": error({
    message: "No profile exists for this distributor.",
    fix: "Upload the file to the folder of a known distributor, or ask for a profile to be added.",
    about: "The folder that a file is uploaded to names its distributor, whose profile says what it may order.",
    example: "A file under `inbox/nortwind/`, where the profile is called `northwind`.",
  }),
  "file.gone": error({
    message: "The file was deleted or renamed before it could be read. Nothing in it was sent.",
    fix: "Upload the file again. If it was renamed, see the receipt under its new name.",
    about: "The upload was announced, but its name was empty by the time the file was opened.",
    example: "`orders.csv`, renamed to `orders-june.csv` by an SFTP server a second after the upload.",
  }),
  "file.empty": error({
    message: "The file is empty.",
    fix: "Save the file again with a header and at least one row.",
    about: "The file has no characters, or only blanks.",
    example: "A file of 0 bytes, as an interrupted upload leaves it.",
  }),
  "file.noRows": error({
    message: "The file has a header but no rows.",
    fix: "Add one row per site.",
    about: "Without rows there is nothing to order.",
    example: "An empty template.",
  }),
  "file.noHeader": error({
    message: "The first line is not a header: no column names were recognized.{detail}",
    fix: "Put the column names on the first line. `npm start --silent -- template` prints them.",
    about: "Columns are found by name, in any order.",
    example: "A file whose first line is already a site.",
    excel: "Insert a row above the first one and enter the column names there.",
  }),
  "file.notText": error({
    message: "The file is not text. It may be a spreadsheet, an archive, or an image.",
    fix: "Save it as CSV (UTF-8), as an Excel workbook (.xlsx), as JSON, or as NDJSON.",
    about: "The file's bytes are not those of a text file, whatever its name ends in.",
    example: "A picture that was renamed to `orders.csv`.",
    excel: "File, Save As, CSV UTF-8 (Comma delimited).",
  }),
  "file.tooLarge": error({
    message: "The file is larger than {detail}.",
    fix: "Split the file. Keep the rows of one order together.",
    about: "The limit holds for the text after decompression.",
    example: "Several years of orders in one export.",
  }),
  "file.tooManyRows": error({
    message: "The file has more than {detail} rows.",
    fix: "Split the file. Keep the rows of one order together.",
    about: "Everything up to the limit was read; nothing was sent.",
    example: "An export of more than a million rows.",
  }),
  "file.tooManyColumns": error({
    message: "The header has more than {detail} columns.",
    fix: "Remove the columns that are not needed.",
    about: "The bulk file has fewer than seventy columns of its own; your own columns are carried to the results.",
    example: "A sheet whose formatting reaches to the last column.",
    excel: "Select the empty columns to the right of your data, delete them, and save the file again.",
  }),
  "file.headerTooLong": error({
    message: "A name in the header is longer than {detail}.",
    fix: "Check that this is the file you meant to upload.",
    about: "No column name is that long. Usually the file is something else.",
    example: "A log file that was renamed to `.csv`.",
  }),
  "file.gzipBroken": error({
    message: "The gzip data is damaged or incomplete.",
    fix: "Compress the file again and upload it again.",
    about: "The end of the compressed data is missing, or its checksum does not match.",
    example: "An upload that was interrupted.",
  }),
  "file.gzipRatio": error({
    message: "The gzip data expands to more than {detail} times its size.",
    fix: "Upload the file uncompressed.",
    about: "Real orders never compress that well. The limit keeps a small file from filling the disk.",
    example: "A file of one repeated character.",
  }),
  "file.policyStop": error({
    message: "Another row has an error, and this file's policy stops all rows in that case.",
    fix: "Correct the rows with errors and upload the file again.",
    about: "Under the policy `file`, one row with an error keeps every row of the file from being sent.",
    example: "Row 7 has no ZIP code; rows 2 to 6 are fine and say this.",
  }),
  "file.allHeldBack": error({
    message: "The file cannot be read ({detail}), so this row was not checked.",
    fix: "Correct the error of the file itself and upload it again.",
    about: "The file has an error that leaves no row to be trusted.",
    example: "A required column is missing.",
  }),
  "file.turned": error({
    message: "The column names stand one below the other in the first column. The list is turned by 90 degrees.",
    fix: "Put the column names on the first line, and each site on a line of its own.",
    about: "Each line of the file must be one site.",
    example: "A form with the names on the left and the values on the right.",
    excel: "Select the list and copy it, then Home, Paste, Transpose on a new sheet. Save that sheet.",
  }),
  "header.late": fixed({
    message: "The header is on line {detail}. The lines above it were skipped.",
    about: "Titles above the header are not rows. They were recognized by having few cells.",
    example: "`Site list`, `Spring`, and then the column names.",
  }),
  "header.invisible": fixed({
    message: "Characters that do not show were removed from the column name {column}.",
    about: "They come from copying out of web pages and documents, and would make it another name.",
    example: "`site_zip<U+200B>`.",
  }),
  "header.missing": error({
    message: "The required column {column} is missing. No row was checked.",
    fix: "Add the column{detail}.",
    about: "Column names match without regard to case, blanks, hyphens, and underscores.",
    example: "A file without `site_zip`.",
  }),
  "header.duplicate": error({
    message: "The column {column} occurs more than once. No row was checked.",
    fix: "Keep one of the columns.",
    about: "With two columns of the same name, it is not clear which one counts.",
    example: "`site_zip` and `Site ZIP` in one header.",
  }),
  "header.blank": error({
    message: "A column that has values has no name.",
    fix: "Name the column or remove it.",
    about: "A value without a column name cannot be read, and nothing is dropped silently.",
    example: "A comment typed to the right of the last column.",
  }),
  "header.unknown": warning({
    message: "The column {column} is not known. Its values are carried through to the results.",
    fix: "If it should be read, rename it.{detail}",
    about: "Your own columns may stay: they come back in the results. A misspelled optional column would be missed.",
    example: "`promo_cod`, where `promo_code` was meant.",
  }),
} as const satisfies Record<string, IssueText>;
