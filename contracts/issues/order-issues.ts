// What can be wrong with the rows of one order together, or with what earlier files did.
import { error, type IssueText, warning } from "./issue-text.ts";

export const ORDER_ISSUES = {
  "contact.incomplete": error({
    message: "The {detail} contact is incomplete.",
    fix: "Fill in first name, last name, e-mail, and phone, or leave all four blank.",
    about: "A contact that nobody can reach is worse than none: blank means that the order's contact is used.",
    example: "A name and a phone, but no e-mail.",
  }),
  "order.conflict": error({
    message: "{column} differs between {detail} of this order.",
    fix: "Give the order one value. A blank cell repeats it.",
    jsonFix: "Give the order one value. A key that is left out repeats it.",
    about: "Rows with one order_ref are one order, with one customer, one contract, and one term.",
    example: "Two customer names under `NW-10045`.",
  }),
  "order.lookalike": warning({
    message: "order_ref looks like the one in {detail}, but is not the same.",
    fix: "If both are one order, write order_ref the same way in every row.",
    about: "Different order_refs are different orders, each with its own quote, credit check, and contract.",
    example: "`NW-1` and `nw-1`, or `12` and `0012`.",
    excel:
      "Where Excel has removed leading zeros, format the column as text first, then enter the order_refs again in full.",
  }),
  "order.noSites": error({
    message: "The order has no sites.",
    fix: "Add at least one site.",
    about: "An order is quoted by its sites.",
    example: '`"sites": []`.',
  }),
  "order.tooManySites": error({
    message: "The order has more than {detail} sites.",
    fix: "Split it into several orders.",
    about: "The limit keeps one order from holding up all others.",
    example: "One order_ref for the whole file.",
  }),
  "order.busy": error({
    message: "Another file with this order_ref is being processed right now.",
    fix: "Upload the row again in a few minutes.",
    about: "Only one file at a time may decide about an order, so that no site is sent twice.",
    example: "Two files with `NW-10045`, uploaded in the same minute.",
  }),
  "order.recordUnreadable": error({
    message: "Our record of what earlier files sent for this order_ref cannot be read.",
    fix: "Ask the operator: `breaks` names the record and what to do. Once it can be read, upload the row again.",
    about: "Without the record nobody can say which sites are ordered, and a second order would be a second service.",
    example: "An item of the table was changed by hand. The other orders of the file go on.",
  }),
  "order.siblingHeldBack": error({
    message: "This row is fine. It is held back because of an error in {detail} of the same order.",
    fix: "Correct the error there and upload the order's rows again.",
    about: "Under the policy `order`, an order is sent whole or not at all.",
    example: "Row 3 of an order has no ZIP code; row 2 says this.",
  }),
  "site.duplicate": error({
    message: "site_ref occurs in {detail} of this order with different content.",
    fix: "Give each site its own site_ref, or remove the row that is wrong.",
    about: "site_ref tells the sites of an order apart; results and later files go by it.",
    example: "`S-001` in New York and in Boston.",
  }),
  "site.repeated": error({
    message: "This row repeats {detail} exactly.",
    fix: "Remove one of them.",
    about: "The site would be ordered twice.",
    example: "A block of rows that was pasted twice.",
  }),
  "site.probableDuplicate": warning({
    message: "Another site of this order, in {detail}, has the same address and product.",
    fix: "Check that you want both.",
    about: "Two circuits to one room are possible, but more often one row was copied.",
    example: "`S-001` and `S-002` with one address, floor, and room.",
  }),
  "site.orderedElsewhere": warning({
    message: "Another site, in {detail}, has the same address and product.",
    fix: "Check that you want both. If not, remove the row that you do not want; where its order was sent already, cancel that order.",
    about: "The same site under two order_refs is two orders at AT&T.",
    example: "A file that was sent again under new order_refs.",
  }),
  "site.alreadyOrdered": error({
    message: "The site has already been ordered{detail}. A file cannot change it.",
    fix: "Settle the change with AT&T. Leave the row out, or restore its original values.",
    about: "AT&T has a sub-order for the site. No file changes what AT&T has.",
    example: "A new port speed for a site that was handed off last week.",
  }),
  "site.inFlight": error({
    message: "The site is being ordered{detail}. A file cannot change it now.",
    fix: "Restore the row's original values, or wait. While the site has no sub-order, its order can be canceled instead.",
    about: "An earlier file sent the site, and it is on its way to AT&T.",
    example: "A corrected floor, a minute after the first upload.",
  }),
} as const satisfies Record<string, IssueText>;
