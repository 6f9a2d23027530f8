// What can be wrong with ZIP codes, states and streets.
import { AS_STRING, AS_TEXT, AS_TEXT_IN_EXCEL, error, fixed, type IssueText, warning } from "./issue-text.ts";

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
  "address.poBox": error({
    message: "A PO box cannot be served.",
    fix: "Enter the street address of the building.",
    about:
      "A site and its shipping address need premises. USPS Publication 28 calls a PO box also caller, firm caller, bin, lockbox, or drawer. A billing or customer address may be one.",
    example: "`P.O. Box 12`, `PO Drawer 12`, or `Lockbox 12` as `site_street`.",
  }),
  "address.generalDelivery": error({
    message: "General Delivery cannot be served.",
    fix: "Enter the street address of the building.",
    about: "It is a counter in a post office, not premises.",
    example: "`General Delivery` as `site_street`.",
  }),
  "address.military": error({
    message: "A military mail address (APO, FPO, DPO) cannot be served.",
    fix: "Enter the street address of the building.",
    about: "It names a mailbox abroad, not premises in the United States.",
    example: "`PSC 1234 Box 567`, `APO`, `AE`.",
  }),
  "address.noNumber": warning({
    message: "The street has no house number.",
    fix: "Add the house number.",
    about: "AT&T may not find the building. The order is sent anyway, because some buildings have none.",
    example: "`Ste 5` or `Main Street`.",
  }),
} as const satisfies Record<string, IssueText>;
