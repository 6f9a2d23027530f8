// What can be wrong with dates.
import { error, fixed, type IssueText } from "./issue-text.ts";

export const DATE_ISSUES = {
  "date.form": error("This is not a date.", "Write it like 2026-12-01."),
  "date.columnDecided": fixed("All dates of the column were read as {detail}: the column itself decides it."),
  "date.ambiguous": error("Day and month cannot be told apart in column {column}.", "Write its dates like 2026-12-01."),
  "date.mixed": error("Column {column} mixes day-first and month-first dates.", "Write its dates like 2026-12-01."),
  "date.dueBeforeStart": error(
    "The due date is before the start date.",
    "Correct requested_due_date or requested_start_date.",
  ),
} as const satisfies Record<string, IssueText>;
