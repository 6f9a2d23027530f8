// What can be wrong with a cell before its meaning is read, and what is repaired there.
import { AS_STRING, AS_TEXT, error, fixed, type IssueText } from "./issue-text.ts";

export const CELL_ISSUES = {
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
} as const satisfies Record<string, IssueText>;
