// What can be wrong with a value of one column.
import { PRODUCT_ISSUES, productsIn } from "../products/known-products.ts";
import { PRODUCTS } from "../products/products.ts";
import { error, fixed, type IssueText, warning } from "./issue-text.ts";

export const VALUE_ISSUES = {
  "email.form": error({
    message: "This is not a valid e-mail address{detail}.",
    fix: "Enter one address like name@company.com, and nothing else in the cell.",
    about:
      "Only an address that can exist is taken: no dot at the edge of the local part, no two in a row, and a domain of at least two labels whose last has two letters or more.",
    example: "`pay..x@example.com`, `pay@example.c`, or `(pay@example.com)`.",
  }),
  "email.unwrapped": fixed({
    message: "The e-mail address was taken out of the text around it.",
    about: "Address books copy an address with its name or as a link.",
    example: "`Ana Silva <ap@example.com>` or `mailto:ap@example.com` became `ap@example.com`.",
  }),
  "phone.form": error({
    message: "This is not a valid phone number{detail}.",
    fix: "Enter ten digits with the area code, or + and the country code. Write an extension as x4.",
    about:
      "In the United States, area code and exchange have three digits each and begin with 2 to 9; after +1 there are ten digits. Ten equal digits are not a phone number.",
    example: "`012-555-0162`, `0000000000`, or `+1 303 555 016`.",
  }),
  "phone.rewritten": fixed({
    message: "The phone number was written in its usual form.",
    about: "A `tel:` link was unwrapped, or the extension was written as `x4`.",
    example: "`303-555-0162 extension 4` became `303-555-0162 x4`.",
  }),
  "ref.tooLong": error({
    message: "The reference is longer than 64 characters.",
    fix: "Shorten it.",
    about: "References come back in the results and are stored at AT&T.",
    example: "A whole sentence as `site_ref`.",
  }),
  "text.tooLong": error({
    message: "The text is longer than {detail} characters.",
    fix: "Shorten it.",
    about: "The Ordering API takes 255 characters in a text and 2,000 in a note.",
    example: "A page of directions as `premise_notes`.",
  }),
  "spId.form": error({
    message: "This is not a Solution Provider ID.",
    fix: "Enter it as AT&T gave it, like A-06399x.",
    about: "sp_id names the seller of record at AT&T.",
    example: "`6399`.",
  }),
  "spId.notAllowed": error({
    message: "This Solution Provider is not in the distributor's profile.",
    fix: "Use one of your own sp_ids, or have the profile changed.",
    about: "A distributor may order only for the Solution Providers in its profile.",
    example: "The sp_id of another distributor.",
  }),
  "term.unknown": error({
    message: "This is not a contract term.",
    fix: "Enter 12, 24, 36, 48, or 60.",
    about: "Terms are in months.",
    example: "`18`, or `3 years`.",
  }),
  "terms.notAccepted": error({
    message: "accept_terms does not say yes, and acceptance is never assumed.",
    fix: "Enter yes once the terms and conditions have been accepted.",
    about: "The acceptance is part of the contract.",
    example: "A blank cell, `ok`, or `no`.",
  }),
  "choice.unknown": error({
    message: "{column} does not have this value.",
    fix: "Enter {detail}.",
    about: "The column takes fixed values; blank means the default.",
    example: "`Swiched` as `architecture`.",
  }),
  "product.unsupported": error({
    message: `Only the product ${productsIn("or")} can be ordered.`,
    fix: `Enter ${productsIn("or")} or leave the cell blank.`,
    about: PRODUCTS.map(({ code, name }) => `${code} is ${name}.`).join(" "),
    example: "`ABF`.",
  }),
  "yesNo.form": error({
    message: "{column} must be yes or no.",
    fix: "Enter yes or no.",
    about: "`y`, `n`, `true`, and `false` are read, too.",
    example: "`maybe`.",
  }),
  "percent.form": error({
    message: "This is not a percentage between 0 and 100.",
    fix: "Enter a number like 7.5.",
    about: "A percent sign is allowed, a minus sign is not.",
    example: "`-5` or `101`.",
  }),
  "number.decimalComma": fixed({
    message: "The comma was read as a decimal point: {detail}.",
    about:
      "Spreadsheets in many countries write `7,5`. With one or two digits after the comma it can mean nothing else.",
    example: "`7,5` became `7.5`.",
  }),
  "discount.aboveRange": error({
    message: "The discount is above {detail}.",
    fix: "Enter a lower discount_percent, or a longer contract term.",
    about: "The distributor's profile states the highest discount per term, as AT&T has agreed it.",
    example: "`50` with a term of 12 months.",
  }),
  "discount.unusual": warning({
    message: "The discount is above {detail}, which is the usual maximum. AT&T may refuse the quote.",
    fix: "Enter a lower discount_percent, or a longer contract term, unless AT&T has agreed to it.",
    about:
      "AT&T does not publish its discount ranges, so this stops nothing. A profile can state them (`discountMaxByTerm`); then it is an error.",
    example: "`50` with a term of 36 months.",
  }),
  "speed.form": error({
    message: "This is not a speed.",
    fix: "Enter a number with its unit, like 100M or 1 Gbps.",
    about: "A number without a unit could be megabits or gigabits.",
    example: "`10`.",
  }),
  "speed.thousands": error({
    message: "The number could be read with decimals or with thousands.",
    fix: "Enter it without a separator, like 1000M, or with fewer decimals, like 1.5 Gbps.",
    about: "In many countries a point separates thousands: `1.000 Mbps` is one megabit or one gigabit.",
    example: "`1.000 Mbps`.",
  }),
  "speed.bytes": warning({
    message: "The unit was read as bits, not bytes: {detail}.",
    fix: "Enter the speed in bits, like 100M. If bytes are meant, it is eight times as much.",
    about: "Some people mean bytes by a capital B, which is eight times as much.",
    example: "`100 MB/s` was read as 100 megabits per second.",
  }),
  ...PRODUCT_ISSUES,
  "tsp.form": warning({
    message: "The TSP code does not have the usual form.",
    fix: "Compare it with the form TSP645321-44.",
    about: "A Telecommunications Service Priority code is given by the government, one per circuit.",
    example: "`12345`.",
  }),
  "tsp.revoked": warning({
    message: "The TSP code ends in -00, which means that it has been revoked.",
    fix: "Ask for a current code, or leave the cell blank.",
    about: "A revoked code gives no priority.",
    example: "`TSP645321-00`.",
  }),
} as const satisfies Record<string, IssueText>;
