// What an operator does about an order: redrive, restart, a met credit condition, cancel.
import { describe, expect, it } from "vitest";
import { cancel, redrive } from "../../adapters/operator-actions.ts";
import { keys } from "../../contracts/records.ts";
import { reasonOf } from "../../domain/stage-result.ts";
import { completed, endWorld } from "../fakes/end-world.ts";

describe("an operator", () => {
  it("redrives a held order: marker, file, record, then the execution", async () => {
    const { world, deps, executions, settle, ended } = await endWorld({
      status: "held",
      reason: reasonOf("outcomeUnknown"),
    });
    await settle(ended("FAILED"));
    expect(await redrive(deps, "o-1")).toBe("redriven");
    expect(executions.redriven).toStrictEqual(["arn:execution:o-1"]);
    expect(await world.order()).toMatchObject({ status: "inProgress" });
    expect(await world.order()).not.toHaveProperty("reason");
    expect(await world.table.get(keys.openOrder("f-1", "o-1"))).toBeDefined();
    expect(await redrive(deps, "o-1")).toBe("notHeld");
  });

  it("starts a new execution where the old one can be redriven no more", async () => {
    const { deps, executions, sent } = await endWorld({ status: "held", reason: reasonOf("executionFailed") });
    executions.redrivable = false;
    expect(await redrive(deps, "o-1")).toBe("restarted");
    expect(sent).toHaveLength(1);
  });

  it("states by a redrive that a credit condition is met", async () => {
    const { world, deps } = await endWorld({
      ...{ status: "held", stage: "credit", creditStatus: "conditional", reason: reasonOf("creditConditional") },
    });
    await redrive(deps, "o-1");
    expect(await world.order()).toMatchObject({ creditStatus: "approved" });
  });

  it("cancels what was not handed off and says what cannot be stopped", async () => {
    const { world, deps, closed, statuses } = await endWorld({ contractStatus: "signed" }, (index) =>
      index === 0 ? completed : { status: "inProgress" },
    );
    expect(await cancel(deps, "o-1")).toStrictEqual({
      ...{ kind: "cancelled", sites: 2, handedOff: ["S-1"], contractSigned: true },
    });
    expect(await statuses()).toStrictEqual(["completed", "cancelled", "cancelled"]);
    expect(await world.order()).toMatchObject({ status: "partial" });
    expect(closed).toStrictEqual(["f-1"]);
    expect(await cancel(deps, "o-1")).toStrictEqual({ kind: "over", status: "partial" });
  });
});
