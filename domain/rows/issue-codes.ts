// Every issue that a file can have: stable code, severity, sentence and fix. The codes are API (results, --json,
// docs/errors.md). `{…}` in a sentence is filled with column names, rows or suggestions, never with personal data.
import type { Issue } from "../../contracts/outcomes.ts";

export interface IssueText {
  readonly severity: Issue["severity"];
  readonly message: string;
  readonly fix: string | null;
  /** Where the fix speaks of cells and spreadsheets, and the file is JSON. */
  readonly jsonFix?: string;
}

const error = (message: string, fix: string, jsonFix?: string) =>
  ({ severity: "error", message, fix, ...(jsonFix !== undefined && { jsonFix }) }) as const;
const warning = (message: string, fix: string | null) => ({ severity: "warning", message, fix }) as const;
const fixed = (message: string) => ({ severity: "fixed", message, fix: null }) as const;

const AS_TEXT = "Format the column as text in the spreadsheet, enter the value again and save the file as CSV.";
const AS_STRING = "Write the whole value as a string, in quotes, with every digit.";

export const ISSUES = {
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
  "cell.tooLong": error("The cell is longer than {detail}.", "Shorten the text."),
  "cell.required": error("{column} is required.", "Fill the cell.", "Give it a value."),
  "cell.control": error(
    "The cell contains a control character.",
    "Delete the cell's content and type it again.",
    "Take the character out of the value.",
  ),
  "cell.notText": error("{column} must be a text, a number or a yes/no.", "Give a single value."),
  "encoding.damaged": error(
    "The cell contains bytes that are not text in the file's encoding.",
    "Save the file as CSV UTF-8 and type the cell again.",
    "Write the file in UTF-8 and the value anew.",
  ),
  "encoding.mojibake": fixed("Characters that had been decoded wrongly were restored."),
  "excel.formulaText": fixed('The value was taken out of ="…".'),
  "excel.apostrophe": fixed("The leading apostrophe of a text cell was removed."),
  "excel.errorValue": error(
    "The cell holds a spreadsheet's error value.",
    "Correct the formula in the spreadsheet and save the file again.",
    "Correct the value where the file is made.",
  ),
  "excel.scientific": error("The number was shortened to scientific notation and has lost digits.", AS_TEXT, AS_STRING),
  "excel.serialDate": error(
    "The cell holds a spreadsheet's day number instead of a date{detail}.",
    "Format the column as a date like 2026-12-01 and save the file again.",
    'Write it as a string like "2026-12-01".',
  ),
  "zip.leadingZeros": fixed("The ZIP had lost its leading zeros; the state proves them."),
  "zip.plusFour": fixed("The ZIP+4 was written with its hyphen."),
  "zip.form": error("This is not a ZIP.", "Write five digits, or five, a hyphen and four."),
  "zip.lostZeros": error(
    "The ZIP has too few digits, and the state does not prove which are missing.",
    AS_TEXT,
    AS_STRING,
  ),
  "zip.state": error(
    "The ZIP does not lie in the state{detail}.",
    "Correct the ZIP; or the state, where that is wrong.",
  ),
  "state.unknown": error("This is not a US state or territory.", "Write its two letters{detail}."),
  "email.form": error("This is not an e-mail address.", "Write one address like name@company.com."),
  "phone.form": error("This is not a phone number.", "Write ten digits with area code, or + and the country's code."),
  "ref.tooLong": error("The reference is longer than 64 characters.", "Shorten it."),
  "text.tooLong": error("The text is longer than {detail} characters.", "Shorten it."),
  "spId.form": error("This is not a Solution Provider's id.", "Write it as AT&T gave it, like A-06399x."),
  "spId.notAllowed": error(
    "This Solution Provider is not in the distributor's profile.",
    "Use one of your own sp_ids, or have the profile changed.",
  ),
  "term.unknown": error("This is not a contract term.", "Write 12, 24, 36, 48 or 60."),
  "terms.notAccepted": error(
    "accept_terms does not say yes, and it is never assumed.",
    "Write yes once the terms and conditions are accepted.",
  ),
  "choice.unknown": error("{column} has no such value.", "Write {detail}."),
  "product.unsupported": error("Only the product ADI can be ordered.", "Leave the cell blank or write ADI."),
  "yesNo.form": error("{column} is neither yes nor no.", "Write yes or no."),
  "percent.form": error("This is not a percentage between 0 and 100.", "Write a number like 7.5."),
  "speed.form": error("This is not a speed.", "Write a number with its unit, like 100M or 1 Gbps."),
  "speed.portAboveAccess": error(
    "The port speed is above the access speed.",
    "Lower port_speed or raise access_speed.",
  ),
  "tsp.form": warning("The TSP code does not have the usual form.", "Compare it with the form TSP645321-44."),
  "tsp.revoked": warning(
    "The TSP code ends in -00, which means revoked.",
    "Ask for a current code, or leave the cell blank.",
  ),
  "date.form": error("This is not a date.", "Write it like 2026-12-01."),
  "date.columnDecided": fixed("All dates of the column were read as {detail}: the column itself decides it."),
  "date.ambiguous": error("Day and month cannot be told apart in column {column}.", "Write its dates like 2026-12-01."),
  "date.mixed": error("Column {column} mixes day-first and month-first dates.", "Write its dates like 2026-12-01."),
  "date.dueBeforeStart": error(
    "The due date is before the start date.",
    "Correct requested_due_date or requested_start_date.",
  ),
  "address.incomplete": error(
    "The {detail} address is incomplete.",
    "Fill street, city, state and ZIP, or leave all of them blank.",
  ),
  "contact.incomplete": error(
    "The {detail} contact is incomplete.",
    "Fill first name, last name, e-mail and phone, or leave all of them blank.",
  ),
  "order.conflict": error(
    "{column} differs between {detail} of the order.",
    "Give the order one value; a blank cell repeats it.",
    "Give the order one value; a key left out repeats it.",
  ),
  "order.noSites": error("The order has no sites.", "Add at least one site."),
  "order.tooManySites": error("The order has more than {detail} sites.", "Split it into several orders."),
  "order.busy": error(
    "Another file with this order_ref is being taken in at this moment.",
    "Drop the row again in some minutes.",
  ),
  "order.siblingHeldBack": error(
    "The row is fine; it is held back for what is wrong in {detail} of the same order.",
    "Correct what is wrong there and drop the order's rows again.",
  ),
  "site.duplicate": error(
    "site_ref occurs in {detail} of the order with different content.",
    "Give each site its own site_ref, or remove the row that is wrong.",
  ),
  "site.repeated": error("The row repeats {detail} exactly.", "Remove one of them."),
  "site.probableDuplicate": warning(
    "Another site of the order, in {detail}, has the same address and product.",
    "Check that both are wanted.",
  ),
  "site.orderedElsewhere": warning(
    "Another site, in {detail}, has the same address and product.",
    "Check that both are wanted; cancel the order that is not.",
  ),
  "site.alreadyOrdered": error(
    "The site was already ordered{detail} and cannot be changed by a file.",
    "Settle the change with AT&T, and leave the row out or put it back to what was sent.",
  ),
  "site.inFlight": error(
    "The site is being ordered{detail} and cannot be changed by a file now.",
    "Put the row back to what was sent; or wait; or, while it has no sub-order, have the order cancelled first.",
  ),
  "json.syntax": error("This is not valid JSON: {detail}.", "Write the file with a JSON library."),
  "json.shape": error(
    "No orders were found: the JSON is neither a list of orders nor an object with a list named orders.",
    'Write {"orders":[…]} or […].',
  ),
  "json.depth": error(
    "The JSON is nested deeper than {detail} levels.",
    "Write orders with sites in them, nothing deeper.",
  ),
  "json.duplicateKey": error("A key occurs twice in one object: {detail}.", "Keep one of the two."),
  "json.tooLarge": error("One order is larger than {detail}.", "Split the order."),
  "json.notAnOrder": error("This element is not an order.", "Write an object with orderRef and sites."),
} as const satisfies Record<string, IssueText>;

export type IssueCode = keyof typeof ISSUES;

/** What a check has found; where it stands is added by whoever reads the row. */
export interface Finding {
  readonly code: IssueCode;
  /** A column's name, as the schema or (if it knows none) the file's header has it. */
  readonly column?: string;
  readonly detail?: string;
  /** As it may be shown: shortened and masked. */
  readonly value?: string;
}

export interface Place {
  readonly row: number | null;
  readonly pointer: string | null;
}

export const isError = (finding: Finding): boolean => ISSUES[finding.code].severity === "error";

export function issueOf(finding: Finding, place: Place): Issue {
  const text: IssueText = ISSUES[finding.code];
  const fix = place.pointer === null ? text.fix : (text.jsonFix ?? text.fix);
  return {
    severity: text.severity,
    code: finding.code,
    row: place.row,
    column: finding.column ?? null,
    pointer: place.pointer,
    value: finding.value ?? null,
    message: fill(text.message, finding),
    fix: fix === null ? null : fill(fix, finding),
  };
}

function fill(sentence: string, finding: Finding): string {
  if (!sentence.includes("{")) return sentence;
  return sentence.replaceAll("{column}", finding.column ?? "").replaceAll("{detail}", finding.detail ?? "");
}
