// Small decisions, each at its edges: back-off, chunks, what a decision means, what the sync does about an order.
import { describe, expect, it } from "vitest";
import type { OrderRecord } from "../../../contracts/records.ts";
import { INTAKE_RECEIVES_MAX } from "../../../contracts/limits.ts";
import { backoffSeconds, INTAKE_BACKOFF } from "../../../domain/backoff.ts";
import { chunksOf } from "../../../domain/orders/chunks.ts";
import { decisionOf } from "../../../domain/orders/decisions.ts";
import { newOrder } from "../../../domain/orders/new-order.ts";
import { repairOf } from "../../../domain/orders/repair.ts";
import { orderDocument, orderMessage, START } from "../../fakes/pipeline-world.ts";

describe("back-off", () => {
  const settings = { baseSeconds: 2, capSeconds: 300 };
  it("doubles its ceiling with each receive up to the cap, with full jitter below it", () => {
    expect([1, 2, 3, 20].map((receives) => backoffSeconds(settings, receives, 0, 0.999))).toStrictEqual([2, 4, 8, 300]);
    expect(backoffSeconds(settings, 20, 0, 0)).toBe(0);
  });
  it("tries a file again soon at first, and gives it up only after ten minutes, within half an hour", () => {
    const waits = (chance: number) =>
      Array.from({ length: INTAKE_RECEIVES_MAX - 1 }, (_, at) => backoffSeconds(INTAKE_BACKOFF, at + 1, 0, chance));
    const total = (chance: number) => waits(chance).reduce((sum, seconds) => sum + seconds, 0);
    expect(waits(0.999)[0]).toBeLessThanOrEqual(2);
    expect(total(0)).toBeGreaterThanOrEqual(600);
    expect(total(0.999)).toBeLessThanOrEqual(1800);
  });
  it("is never shorter than the partner asked nor longer than SQS allows", () => {
    expect(backoffSeconds(settings, 1, 900, 0.5)).toBe(900);
    expect(backoffSeconds(settings, 1, 1e9, 0.5)).toBe(43_200);
  });
});

describe("chunks", () => {
  it.each([1, 24, 25, 26, 10_000])("cover %i sites without gap or overlap", (count) => {
    const chunks = chunksOf(count);
    expect(chunks.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n))).toStrictEqual(
      Array.from({ length: count }, (_, n) => n),
    );
    expect(Math.max(...chunks.map(({ from, to }) => to - from))).toBeLessThanOrEqual(25);
  });
});

describe("a decision", () => {
  it("in a word that nobody knows is indeterminate, and holds", () => {
    for (const [kind, word] of [
      ["credit", "toString"],
      ["credit", "__proto__"],
      ["credit", "Approved with Deposit"],
      ["esign", "Approved"],
      ["esign", "voided"],
      ["esign", ""],
    ] as const) {
      expect(decisionOf(kind, word)).toStrictEqual({
        ...{ kind: "hold", status: "indeterminate", code: "indeterminateDecision" },
      });
    }
  });

  it("means the same in any case", () => {
    expect(decisionOf("credit", "AUTO-approved")).toStrictEqual(decisionOf("credit", "Auto-Approved"));
    expect(decisionOf("credit", " manual REVIEW ")).toMatchObject({ kind: "wait" });
    expect(decisionOf("esign", "Signed")).toMatchObject({ kind: "proceed" });
  });
});

describe("the repair of an order", () => {
  const MINUTE = 60_000;
  const marked = new Date(START).toISOString();
  const document = orderDocument(1);
  const order = (changes: Partial<OrderRecord>): OrderRecord => ({
    ...newOrder(orderMessage(document), document, marked),
    executions: 1,
    ...changes,
  });
  it.each([
    ["never recorded, just marked", undefined, 1, "none"],
    ["never recorded, marked long ago", undefined, 6, "sendAgain"],
    ["never started", order({ executions: 0 }), 6, "sendAgain"],
    ["moving", order({ status: "inProgress" }), 10, "none"],
    ["standing still", order({ status: "inProgress" }), 46, "inspect"],
    ["waiting", order({ status: "pending" }), 1, "meet"],
    ["over but marked", order({ status: "completed" }), 3, "close"],
    ["held and marked", order({ status: "held" }), 3, "close"],
    [
      "held before its marker came back",
      order({ status: "held", updatedAt: new Date(START - 1).toISOString() }),
      6,
      "sendAgain",
    ],
    ["in a cancellation cut off half way", order({ status: "pendingCancellation" }), 3, "inspect"],
  ] as const)("%s", (_name, found, minutes, repair) => {
    expect(repairOf(found, marked, START + minutes * MINUTE)).toBe(repair);
  });
});
