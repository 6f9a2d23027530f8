// How an operator sees a break: its cause, since when, and what to run.
import { expect, test } from "vitest";
import { breakLines } from "../../cli/breaks.ts";

const found = {
  class: "partnerOrders",
  ...{ kind: "orderedTwice", subject: "o-1", orderId: "o-1", fileId: "f-1" },
  ...{ cause: "AT&T has another order of the same quote: 801x.", command: "npm start -- show o-1" },
  ...{ since: "2027-01-05T09:30:00.000Z", seenBy: "2027-01-06T09:30:00.000Z" },
} as const;

test("a break says what, since when, why, and what to run; an accepted one says by what reason", () => {
  expect(breakLines(found)).toEqual([
    "break: o-1  partnerOrders, orderedTwice, since 2027-01-05T09:30:00.000Z",
    "  AT&T has another order of the same quote: 801x.",
    "  run: npm start -- show o-1",
  ]);
  const accepted = { at: "2027-01-06T10:00:00.000Z", reason: "AT&T has canceled it" };
  expect(breakLines({ ...found, accepted }).at(-1)).toBe("  accepted on 2027-01-06: AT&T has canceled it");
});
