// What can be wrong with the rows of one order together, or with what earlier files did.
import { error, type IssueText, warning } from "./issue-text.ts";

export const ORDER_ISSUES = {
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
} as const satisfies Record<string, IssueText>;
