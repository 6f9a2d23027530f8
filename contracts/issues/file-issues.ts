// What can be wrong with a file as a whole, or with its header.
import { error, type IssueText, warning } from "./issue-text.ts";

export const FILE_ISSUES = {
  "file.unknownDistributor": error(
    "No profile is known for this distributor.",
    "Drop the file under a known distributor's folder, or have a profile added.",
  ),
  "file.empty": error("The file is empty.", "Save the file again with a header and at least one row."),
  "file.noRows": error("The file has a header and no rows.", "Add a row for each site."),
  "file.noHeader": error(
    "The file's first line is no header: no column name was recognised.",
    "Put the column names into the first line; `apex-bulk template` prints them.",
  ),
  "file.notText": error(
    "The file is not text: it may be a spreadsheet, an archive or a picture.",
    "Save it as CSV (UTF-8), JSON or NDJSON.",
  ),
  "file.tooLarge": error("The file is larger than {detail}.", "Split the file."),
  "file.tooManyRows": error("The file has more than {detail} rows.", "Split the file."),
  "file.tooManyColumns": error("The header has more than {detail} columns.", "Remove the columns that are not needed."),
  "file.headerTooLong": error(
    "A name in the header is longer than {detail}.",
    "Check that the file is what you meant to drop.",
  ),
  "file.gzipBroken": error("The gzip data is damaged or cut off.", "Compress and upload the file again."),
  "file.gzipRatio": error("The gzip data expands more than {detail} times.", "Upload the file uncompressed."),
  "file.policyStop": error(
    "A row has an error, and the policy of this file stops all rows then.",
    "Correct the rows with errors and drop the file again.",
  ),
  "file.allHeldBack": error(
    "The file cannot be taken ({detail}), so this row was not looked at.",
    "Correct what the file's own error says and drop it again.",
  ),
  "header.missing": error("The required column {column} is missing; no row was checked.", "Add the column{detail}."),
  "header.duplicate": error(
    "The column {column} occurs more than once; no row was checked.",
    "Keep one of the columns.",
  ),
  "header.blank": error("A column with cells has no name.", "Name the column or remove it."),
  "header.unknown": warning(
    "The column {column} is not known; its cells are carried through to the results.",
    "Rename it if it should be read{detail}.",
  ),
} as const satisfies Record<string, IssueText>;
