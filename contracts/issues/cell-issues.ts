// What can be wrong with a cell before its meaning is read, and what is repaired there.
import { AS_STRING, AS_TEXT, AS_TEXT_IN_EXCEL, error, fixed, type IssueText, warning } from "./issue-text.ts";

export const CELL_ISSUES = {
  "cell.tooLong": error({
    message: "The cell is longer than {detail}.",
    fix: "Shorten the text.",
    about: "No column takes that much. Usually a quote is missing, and the cell has swallowed other rows.",
    example: "A whole document as a note.",
  }),
  "cell.required": error({
    message: "{column} is required.",
    fix: "Fill in the cell.",
    jsonFix: "Give it a value.",
    about: "An order column needs a value in at least one row of its order, any other required column in every row.",
    example: "A blank `floor`.",
  }),
  "cell.control": error({
    message: "The cell contains a control character: {detail}.",
    fix: "Delete the content of the cell and type it again.",
    jsonFix: "Remove the character from the value.",
    about: "Control characters come from copying out of other programs. The original character is lost.",
    example: "U+0007 in `floor`.",
  }),
  "cell.notText": error({
    message: "{column} must be a text, a number, or true or false.",
    fix: "Give it a single value.",
    about: "A column takes a single value, not a list or an object.",
    example: '`"floor": {"number": 3}`.',
  }),
  "cell.invisible": fixed({
    message: "Characters that do not show were removed or became blanks: {detail}.",
    about:
      "Copying from web pages, chats, and PDF files brings characters along that nobody sees, and that make two equal values different. A space of another kind became a plain one. Notes are left as they are.",
    example: "`pay@example.com` with U+200B (zero-width space) at its end.",
  }),
  "cell.typography": fixed({
    message: "Special dashes or full-width characters were replaced by plain ones: {detail}.",
    about:
      "Word processors turn a hyphen into a dash, and some keyboards write full-width letters and digits. In references, codes, numbers, and dates they mean the plain character. Names and notes are left as they are.",
    example: "`75075–8004` with U+2013 (en dash).",
  }),
  "cell.normalForm": fixed({
    message: "Letters and their accents were joined into one character each.",
    about: "`é` can be written as one character or as two. Both look the same, but would not be equal.",
    example: "`Café` as a Mac writes it in a file name.",
  }),
  "placeholder.value": error({
    message: "{column} holds a placeholder instead of a value.",
    fix: "Enter the real value.",
    about:
      "A word that stands for a missing value would be ordered as if it were one, and would join orders that differ.",
    example: "`TBD` as `order_ref`, or `N/A` as `customer_name`.",
  }),
  "placeholder.possible": warning({
    message: "{column} may hold a placeholder instead of a value. It is used as it is.",
    fix: "Check the value. Enter the real one if this is a placeholder.",
    about: "`Null` and `Na` are surnames, and a building of one floor may say `N/A`, so the value is kept.",
    example: "`unknown` as `install_first_name`.",
  }),
  "placeholder.removed": fixed({
    message: "A placeholder was read as a blank cell.",
    about: "The column is optional, and blank says the same.",
    example: "`n/a` as `promo_code`.",
  }),
  "encoding.damaged": error({
    message: "The cell contains bytes that are not text in the file's encoding{detail}.",
    fix: "Save the file as CSV UTF-8 and type the content of the cell again.",
    jsonFix: "Write the file in UTF-8, with the value as it should be.",
    about: "The original characters are lost.",
    example: "`M�ller`.",
    excel: "File, Save As, CSV UTF-8 (Comma delimited).",
  }),
  "encoding.mojibake": fixed({
    message: "Characters that had been decoded wrongly were restored.",
    about: "UTF-8 text was opened in another encoding and saved again, once or several times.",
    example: "`MÃ¼ller` became `Müller`.",
  }),
  "excel.formulaText": fixed({
    message: 'The value was taken out of ="…".',
    about: "A formula around a text keeps a spreadsheet from changing it.",
    example: '`="00123"` became `00123`.',
  }),
  "excel.apostrophe": fixed({
    message: "The leading apostrophe of a text cell was removed.",
    about:
      "In a spreadsheet an apostrophe before a number means that it is text. An apostrophe before a letter is kept: `'t Hooft` is a name.",
    example: "`'007` became `007`.",
  }),
  "excel.decimal": fixed({
    message: "The .0 after a whole number was removed.",
    about: "Spreadsheets and programs write whole numbers that way.",
    example: "`75201.0` became `75201`.",
  }),
  "excel.errorValue": error({
    message: "The cell holds a spreadsheet's error value.",
    fix: "Correct the formula in the spreadsheet and save the file again.",
    jsonFix: "Correct the value where the file is made.",
    about: "The formula found nothing, or its source was deleted.",
    example: "`#REF!` or `#N/A`.",
  }),
  "excel.formula": warning({
    message: "{column} begins with =, as a formula does. It is used as it is.",
    fix: "Enter the formula's result instead, unless the value really begins with =.",
    about: "A program has exported the formula and not what it shows. AT&T would get the formula.",
    example: '`=B2&" Dental"` as `customer_name`.',
    excel: "Turn off Formulas, Show Formulas. Then save the file as CSV again.",
  }),
  "excel.scientific": error({
    message: "The number was shortened to scientific notation and has lost digits.",
    fix: AS_TEXT,
    jsonFix: AS_STRING,
    about: "Excel shortens numbers of more than eleven digits, and the CSV file has only what is shown.",
    example: "`5.55E+09` as a phone number.",
    excel: AS_TEXT_IN_EXCEL,
  }),
  "excel.autoDate": error({
    message: "{column} holds a date that a spreadsheet made out of something else.",
    fix: AS_TEXT,
    jsonFix: AS_STRING,
    about: "Excel takes `1-2`, `3/4`, and `MAR 27` for dates, and what was typed is lost.",
    example: "`2-Jan` as `floor`, typed as `1-2` or `2/1`.",
    excel: AS_TEXT_IN_EXCEL,
  }),
} as const satisfies Record<string, IssueText>;
