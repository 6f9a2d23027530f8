// What can be wrong with ZIP codes, states and streets.
import { AS_STRING, AS_TEXT, AS_TEXT_IN_EXCEL, error, fixed, type IssueText } from "./issue-text.ts";

export const ADDRESS_ISSUES = {
  "zip.leadingZeros": fixed({
    message: "Leading zeros were restored to the ZIP code (confirmed by the state).",
    about: "Spreadsheets remove leading zeros. The state shows which ones are missing.",
    example: "`7030` with state NJ became `07030`.",
  }),
  "zip.plusFour": fixed({
    message: "The ZIP+4 code was written with its hyphen.",
    about: "Nine digits are five and four.",
    example: "`750758004` became `75075-8004`.",
  }),
  "zip.form": error({
    message: "This is not a ZIP code.",
    fix: "Enter five digits like 75075, or ZIP+4 like 75075-8004.",
    about: "Only addresses in the United States can be ordered.",
    example: "`ABCDE` or `K1A 0B1`.",
  }),
  "zip.lostZeros": error({
    message: "The ZIP code has too few digits, and the state does not show which are missing.",
    fix: AS_TEXT,
    jsonFix: AS_STRING,
    about: "A ZIP code with leading zeros lies in the Northeast or in Puerto Rico; this state has none.",
    example: "`7520` with state TX.",
    excel: AS_TEXT_IN_EXCEL,
  }),
  "zip.state": error({
    message: "ZIP code {detail}.",
    fix: "Correct the ZIP code or the state.",
    about: "The first three digits of a ZIP code tell its state.",
    example: "`10118` with state NJ.",
  }),
  "state.unknown": error({
    message: "This is not a US state or territory.",
    fix: "Enter its two letters, like TX, or its full name.",
    about: "The 50 states, DC, and the territories are known.",
    example: "`Texass`, or `ON` for Ontario.",
  }),
  "address.incomplete": error({
    message: "The {detail} address is incomplete.",
    fix: "Fill in street, city, state, and ZIP code, or leave all four blank.",
    about: "Blank means the site for shipping, and the customer for billing. Half an address means neither.",
    example: "A shipping street without its city.",
  }),
} as const satisfies Record<string, IssueText>;
