// What a run with real kills makes of messages to start an order that were given up.
import { expect, it } from "vitest";
import { parkedFindings } from "./check-rest.ts";

const body = (orderId: string): string =>
  JSON.stringify({
    orderId,
    fileId: "f",
    distributor: "demo",
    document: { key: "k", from: 0, bytes: 1 },
    siteCount: 1,
  });
const order = (status: "acknowledged" | "held" | "cancelled" | "completed", executions: number) => ({
  ...{ orderId: "o-1", status, executions },
});

it("finds a parked order that nobody has started or will hear of", () => {
  const none: ReadonlySet<string> = new Set();
  const started = new Set(["o-1"]);
  const parked = [body("o-1")];
  expect(parkedFindings(parked, [], none)).toEqual(["o-1 was parked and has no record"]);
  expect(parkedFindings(parked, [order("acknowledged", 0)], none)).toHaveLength(1);
  expect(parkedFindings(parked, [order("acknowledged", 1)], none), "numbered, and never begun").toHaveLength(1);
  expect(parkedFindings(parked, [order("completed", 1)], started)).toEqual([]);
  expect(parkedFindings(parked, [order("held", 0)], none)).toEqual([]);
  expect(parkedFindings(parked, [order("cancelled", 0)], none)).toEqual([]);
  expect(parkedFindings(["{}"], [], none)).toEqual(["a parked message names no order: {}"]);
});
