// What an operator's command says and asks before it changes an order, and in which words it answers what cannot be done.
import { describe, expect, it } from "vitest";
import { confirmed } from "../../cli/confirm.ts";
import { insteadOfRedrive, stateText } from "../../cli/order-state.ts";
import { reasonOf } from "../../domain/orders/stage-result.ts";
import { orderRecord } from "./order-record.ts";
import { FakeTerminal } from "./fake-terminal.ts";

const SINCE = "2027-03-01T14:05:09.000Z";
const interrupted = new AbortController().signal;
const ask = (terminal: FakeTerminal, values = {}) => confirmed({ values, terminal, interrupted }, ["a plan"], "Do it?");

describe("a command that changes something", () => {
  it("shows what it will do, and does it only after a yes", async () => {
    for (const says of [true, false]) {
      const terminal = new FakeTerminal();
      terminal.says = says;
      expect(await ask(terminal)).toBe(says);
      expect(terminal.notes[0]).toBe("a plan\n");
      expect(terminal.questions).toStrictEqual(["Do it?"]);
    }
  });

  it("does not ask after --yes, and is wrong usage where nobody can be asked", async () => {
    const terminal = new FakeTerminal();
    expect(await ask(terminal, { yes: true })).toBe(true);
    expect(terminal.questions).toStrictEqual([]);
    await expect(ask(terminal)).rejects.toThrow("Add --yes");
    expect(terminal.notes).toStrictEqual(["a plan\n", "a plan\n"]);
  });
});

describe("the state of an order", () => {
  it.each([
    [{ status: "inProgress", stage: "enrich" }, "is in progress in stage enrich"],
    [
      { status: "pending", stage: "contract", marks: { signatureAwaited: SINCE } },
      "waits for the signature since 2027-03-01 14:05:09 UTC, until 2027-03-31 14:05:09 UTC at most",
    ],
    [
      { status: "held", stage: "credit", marks: { orderHeld: SINCE }, reason: reasonOf("creditTimedOut") },
      "is held in stage credit since 2027-03-01 14:05:09 UTC: No credit decision arrived in time (creditTimedOut)",
    ],
    [{ status: "cancelled", stage: "quote" }, "is canceled"],
  ] as const)("is a sentence: %o", (changes, text) => {
    expect(stateText(orderRecord(changes))).toBe(text);
  });

  it("says that it is paused, why, and what ends that", () => {
    const order = orderRecord({ status: "inProgress", stage: "quote", marks: {} });
    const pauses = [{ scope: "stage", name: "quote", since: SINCE, reason: "maintenance" }] as const;
    expect(stateText(order, pauses)).toContain("Stage quote is paused by an operator: maintenance");
    expect(insteadOfRedrive(order, pauses, { out: "o" })).toBe(
      "It continues when the pause ends: npm start -- resume --stage quote --out o",
    );
    expect(insteadOfRedrive(order, [], {})).toBe("It continues by itself; there is nothing to redrive.");
  });
});
