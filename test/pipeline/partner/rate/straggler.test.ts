// A repeatable call of a slow attempt that comes to the partner when the order has gone on (found by the simulation, seed 116).
import { expect, it } from "vitest";
import { keys } from "../../../../contracts/records.ts";
import { CallRecords } from "../../../../pipeline/partner/call-records.ts";
import { resolveCall } from "../../../../pipeline/partner/resolve-call.ts";
import { PartnerWorld } from "../partner-world.ts";

const port = { subOrderId: "801B", Room: "2", Floor: "1", Notes: "", TSPCode: "" };
const context = {
  orderId: "o-1",
  stage: "enrich",
  spId: "A-06399x",
  fileId: "f-1",
  distributor: "demo",
  scope: 3,
} as const;

it("is refused, and answers with the confirmation that an operator has given", async () => {
  const world = new PartnerWorld();
  const refusal = { status: 409, body: { errors: [{ message: "handed off already" }] } };
  world.faults.push(refusal, refusal);
  expect(await world.calls().perform("reservePort", port, context)).toMatchObject({ kind: "refused" });
  const place = { ...context, call: "reservePort" } as const;
  const records = new CallRecords(world.table);
  expect(await resolveCall(records, place, { kind: "happened", ids: {} }, new Date(world.millis))).toEqual({
    kind: "resolved",
  });
  expect(await world.calls().perform("reservePort", port, context)).toMatchObject({ kind: "confirmed" });
  expect((await world.table.get(keys.call("o-1", "enrich", "reservePort", 3)))?.["state"]).toBe("confirmed");
});

it("decides about a dead owner's call only when the partner can no longer complete it", async () => {
  const world = new PartnerWorld();
  const handOff = { orderId: "801A", subOrderId: "801B" };
  const at = { ...context, stage: "handoff" } as const;
  world.table.onCall = (operation) => {
    if (operation === "update") throw new Error("died");
  };
  await world
    .calls()
    .perform("handOff", handOff, at)
    .catch(() => undefined);
  world.table.onCall = undefined;
  // 10 s to send, 30 s to answer, 30 s in which the partner may still complete it (found by the simulation, seed 2708).
  world.pass(69);
  expect((await world.calls().perform("handOff", handOff, at)).kind).toBe("retryLater");
  world.pass(4);
  expect((await world.calls().perform("handOff", handOff, at)).kind).toBe("confirmed");
  expect(world.effects).toHaveLength(1);
});
