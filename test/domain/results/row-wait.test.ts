// A row that waits or is held always says for what, since when, and until when where there is an end to it.
import { expect, test } from "vitest";
import type { OrderRecord } from "../../../contracts/records.ts";
import { notStarted, sentResult } from "../../../domain/results/row-result.ts";
import { newOrder } from "../../../domain/orders/new-order.ts";
import { orderDocument } from "../../fakes/pipeline-world.ts";

const CREATED = "2027-01-01T08:00:00.000Z";
const AWAITED = "2027-01-02T08:00:00.000Z";

function order(changes: Partial<OrderRecord>): OrderRecord {
  const document = { ...orderDocument(1), orderId: "o-1" };
  const pointer = { key: "k", from: 0, bytes: 1 };
  const message = { orderId: "o-1", fileId: "f-1", distributor: "demo", document: pointer, siteCount: 1 };
  return { ...newOrder(message, document, CREATED), ...changes };
}

test.each([
  ["credit", "creditAwaited", "2027-01-16T08:00:00.000Z"],
  ["contract", "signatureAwaited", "2027-02-01T08:00:00.000Z"],
] as const)("in %s: the decision that is awaited, until the wait times out", (stage, mark, until) => {
  const { outcome, cells } = sentResult(order({ status: "pending", stage, marks: { [mark]: AWAITED } }), undefined);
  expect(outcome).toBe("waiting");
  expect(cells).toMatchObject({ _code: mark, _since: AWAITED, _until: until });
  expect(cells._message).not.toBe("");
  expect(cells._fix).not.toBe("");
});

test("where an operator has paused it: by whom, why, and since when", () => {
  const paused = order({ status: "inProgress", stage: "enrich", marks: { enrichStarted: CREATED } });
  const pause = { scope: "distributor", name: "demo", since: AWAITED, reason: "price list is wrong" } as const;
  const { outcome, cells } = sentResult(paused, undefined, { pauses: [pause], trouble: undefined });
  expect(outcome).toBe("waiting");
  expect(cells).toMatchObject({ _code: "paused", _since: AWAITED, _until: "" });
  expect(cells._message).toBe(
    "Distributor demo is paused by an operator: price list is wrong. The row goes on from where it is when an operator ends the pause; no day is set for that.",
  );
  const others = [
    { ...pause, name: "northwind-telecom" },
    { ...pause, endedAt: AWAITED },
  ] as const;
  expect(sentResult(paused, undefined, { pauses: others, trouble: undefined }).cells._code).toBe("underWay");
});

const TROUBLE = {
  ...{ address: "https://api.example.com", cause: "connection refused", since: AWAITED },
  ...{ notedAt: AWAITED, nextTryAt: "2027-01-02T08:00:05.000Z" },
};

test.each(["partnerUnavailable", "rate"] as const)(
  "where the partner keeps it (%s): which address, next try",
  (what) => {
    const moving = order({ status: "inProgress", stage: "enrich", marks: { enrichStarted: CREATED } });
    const { outcome, cells } = sentResult(moving, undefined, { pauses: [], trouble: { ...TROUBLE, what } });
    expect(outcome).toBe("waiting");
    expect(cells).toMatchObject({ _code: what, _since: AWAITED, _until: "2027-01-02T08:00:00.000Z" });
    for (const part of ["https://api.example.com", AWAITED, TROUBLE.nextTryAt]) expect(cells._message).toContain(part);
    expect(cells._fix).not.toBe("");
  },
);

test("a trouble of the partner does not explain an order that waits for a decision, or one that only settles", () => {
  const obstacles = { pauses: [], trouble: { ...TROUBLE, what: "partnerUnavailable" } } as const;
  const awaited = order({ status: "pending", stage: "credit", marks: { creditAwaited: AWAITED } });
  expect(sentResult(awaited, undefined, obstacles).cells._code).toBe("creditAwaited");
  expect(sentResult(order({ status: "inProgress", stage: "settle" }), undefined, obstacles).cells._code).toBe(
    "underWay",
  );
});

test("a row whose order has not been started waits since its file came, and not without end", () => {
  expect(notStarted(AWAITED).cells).toMatchObject({
    ...{ _code: "underWay", _since: AWAITED, _until: "2027-01-03T08:00:00.000Z" },
  });
});

test("elsewhere: under way, since its stage began", () => {
  const { cells } = sentResult(
    order({ status: "inProgress", stage: "enrich", marks: { enrichStarted: AWAITED } }),
    undefined,
  );
  expect(cells).toMatchObject({ _code: "underWay", _since: AWAITED, _until: "2027-01-03T08:00:00.000Z" });
});

test("held: the reason, since the hold, without an end", () => {
  const reason = { code: "creditConditional", message: "The credit was approved under a condition." } as const;
  const held = order({
    status: "held",
    stage: "credit",
    reason,
    marks: { creditAwaited: CREATED, orderHeld: AWAITED },
  });
  const { outcome, cells } = sentResult(held, undefined);
  expect(outcome).toBe("held");
  expect(cells).toMatchObject({ _code: "creditConditional", _since: AWAITED, _until: "" });
  expect(cells._fix).not.toBe("");
});

test("over: neither", () => {
  const { cells } = sentResult(
    order({ status: "failed", stage: "quote", marks: { creditAwaited: AWAITED } }),
    undefined,
  );
  expect(cells).toMatchObject({ _since: "", _until: "" });
});
