// What can be wrong with dates, and how they were read.
import { error, fixed, type IssueText, warning } from "./issue-text.ts";

/** Excel makes its own date of a typed one, and shows it in the order of day and month that the computer is set to. */
const AS_TEXT_DATE = "Format the column as text first, then enter the date like 2026-12-01.";
const AS_TEXT_DATES = "Format the column as text first, then enter its dates like 2026-12-01.";
const AS_STRING_DATE = 'Write it as a string like "2026-12-01".';
const AS_STRING_DATES = 'Write its dates as strings like "2026-12-01".';
const EXCEL =
  "Select the column; Home, Number format, Text. Then type the dates again. Without that first step Excel changes them back.";

export const DATE_ISSUES = {
  "date.form": error({
    message: "This is not a date.",
    fix: AS_TEXT_DATE,
    jsonFix: AS_STRING_DATE,
    about: "Year, month, and day are needed, and the day must exist.",
    example: "`soon`, `March 2027`, or `2027-02-30`.",
    excel: EXCEL,
  }),
  "date.time": error({
    message: "The date has a time of day or a time zone.",
    fix: AS_TEXT_DATE,
    jsonFix: AS_STRING_DATE,
    about:
      "A date without a time is needed. Which day a moment belongs to depends on the time zone; only midnight without an offset is certain.",
    example: "`2027-03-15T18:30:00-05:00`.",
    excel: EXCEL,
  }),
  "date.shortYear": error({
    message: "The date has a year of two digits that could be its first or its last part.",
    fix: AS_TEXT_DATE,
    jsonFix: AS_STRING_DATE,
    about: "With hyphens, both orders are in use.",
    example: "`27-03-28`.",
    excel: EXCEL,
  }),
  "date.rewritten": fixed({
    message: "The date was read as {detail}.",
    about: "It can mean this day only.",
    example: "`15-Mar-2027`, `2027/3/15`, `20270315`, or `2027-03-15 00:00:00` became `2027-03-15`.",
  }),
  "date.outOfRange": error({
    message: "The date is before 1990 or more than ten years ahead.",
    fix: AS_TEXT_DATE,
    jsonFix: AS_STRING_DATE,
    about: "No order means such a day: a digit is wrong, or a spreadsheet has shown a blank cell as a date.",
    example: "`0027-01-15`, `1904-01-01`, or `2208-04-28`.",
    excel: EXCEL,
  }),
  "date.past": warning({
    message: "{column} is in the past.",
    fix: "Check the date.",
    about: "The order is sent as it is. AT&T may refuse the date or take the next possible one.",
    example: "Last year's file, used again.",
  }),
  "date.columnDecided": fixed({
    message: "All dates in {column} were read as {detail}.",
    about:
      "Day and month in digits are decided by the whole column: a 13 or more can only be a day. If the column has none, the file's other date columns decide, then the distributor's profile (`dateOrder`).",
    example: "`4/26/2028` in one row shows that `3/4/2028` in another is March 4.",
  }),
  "date.ambiguous": error({
    message: "Day and month cannot be told apart in {detail}.",
    fix: AS_TEXT_DATES,
    jsonFix: AS_STRING_DATES,
    about:
      "No date of the file has a day above 12, so each could be read in two ways. It is one question for the file, not an error per row. A distributor's profile can answer it for all of its files with `dateOrder`.",
    example: "A file whose only dates are `03/04/2028` and `05/06/2028`.",
    excel: EXCEL,
  }),
  "date.mixed": error({
    message: "{column} mixes day-first and month-first dates.",
    fix: AS_TEXT_DATES,
    jsonFix: AS_STRING_DATES,
    about: "The column contradicts itself, so none of its dates can be trusted.",
    example: "`25/06/2028` and `06/25/2028` in one column.",
    excel: EXCEL,
  }),
  "date.dueBeforeStart": error({
    message: "The due date is before the start date.",
    fix: "Correct requested_due_date or requested_start_date.",
    about: "Both are days of one installation.",
    example: "Start `2027-04-30`, due `2027-03-15`.",
  }),
  "excel.serialDate": error({
    message: "The cell holds a spreadsheet's day number instead of a date{detail}.",
    fix: AS_TEXT_DATE,
    jsonFix: AS_STRING_DATE,
    about: "Spreadsheets store a date as a number of days. Two ways of counting are in use, four years apart.",
    example: "`46357`, perhaps 2026-12-01.",
    excel: "Format the column as a date like 2026-12-01 and save the file again.",
  }),
} as const satisfies Record<string, IssueText>;
