// What the texts of the state machines promise: valid ASL, few states, a time limit on everything that waits, tokens for
// the queues that infra substitutes, and a time budget that adds up.
import { readdirSync, readFileSync } from "node:fs";
import validateAsl from "asl-validator";
import { describe, expect, test } from "vitest";
import { ORDER_HELD, ORDER_STOPPED, STAGE_DEAD_LETTERED } from "../../contracts/errors.ts";
import { CHUNK_SITES, FILE_LIMITS, WAIT_SECONDS } from "../../contracts/limits.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import { ORDER_ASL, QUEUE_TOKENS, substituted } from "./order-bench.ts";

const FOLDER = new URL("../../statemachines/", import.meta.url);
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith(".asl.json"));

interface State {
  readonly Type: string;
  readonly TimeoutSeconds?: number;
  readonly MaxConcurrency?: number;
  readonly ItemProcessor?: Machine;
  readonly Retry?: ReadonlyArray<{ readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }>;
  readonly Catch?: ReadonlyArray<{ readonly ErrorEquals: readonly string[] }>;
}

interface Machine {
  readonly QueryLanguage: string;
  readonly Comment: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
}

/** Every state of the machine, those inside Maps too. */
function statesOf(machine: Machine): Array<[string, State]> {
  return Object.entries(machine.States).flatMap(([name, state]): Array<[string, State]> => [
    [name, state],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}

test("there are state machines to check", () => {
  expect(FILES).toContain("order.asl.json");
});

describe.each(FILES)("%s", (file) => {
  const text = readFileSync(new URL(file, FOLDER), "utf8");
  const machine = JSON.parse(text) as Machine;

  test("is valid Amazon States Language, before and after substitution", () => {
    for (const definition of [text, substituted(text)]) {
      const validation = validateAsl(JSON.parse(definition) as object);
      expect(validation.isValid, validation.errorsText()).toBe(true);
    }
  });

  test("says what it is for and what time it may take", () => {
    expect(machine.Comment).toMatch(/time budget/i);
    expect(machine.TimeoutSeconds).toBeGreaterThan(0);
  });

  test("is JSONata, short, and every task has a time limit", () => {
    expect(machine.QueryLanguage).toBe("JSONata");
    expect(statesOf(machine).length).toBeLessThanOrEqual(10);
    for (const [name, state] of statesOf(machine)) {
      if (state.Type === "Task") expect(state.TimeoutSeconds, name).toBeGreaterThan(0);
      if (state.Type === "Map") expect(state.MaxConcurrency, name).toBeGreaterThan(0);
    }
  });

  test("retries a bounded number of times, with jitter, and never catches everything", () => {
    for (const [name, state] of statesOf(machine)) {
      for (const retrier of state.Retry ?? []) {
        expect(retrier.MaxAttempts, name).toBeLessThanOrEqual(6);
        expect(retrier, name).toMatchObject({ JitterStrategy: "FULL", MaxDelaySeconds: expect.any(Number) });
        expect(retrier.ErrorEquals, name).not.toContain("States.ALL");
      }
    }
  });
});

describe("order.asl.json", () => {
  const machine = JSON.parse(ORDER_ASL) as Machine;

  test("has one queue token a stage, inside strings", () => {
    const tokens = [...ORDER_ASL.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]);
    expect(new Set(tokens)).toEqual(new Set(QUEUE_TOKENS.map((stage) => `${stage}QueueUrl`)));
    expect(QUEUE_TOKENS.map((stage) => stage.toLowerCase())).toEqual([...STAGES]);
  });

  test("waits as long as contracts say, and its own limit covers the longest way with room", () => {
    const tasks = statesOf(machine).filter(([, state]) => state.Type === "Task");
    const waits = Object.fromEntries(tasks.map(([name, state]) => [name, state.TimeoutSeconds]));
    expect(waits).toMatchObject({ Credit: WAIT_SECONDS.credit, Contract: WAIT_SECONDS.contract });
    for (const name of ["Quote", "Order", "Enrich chunk", "Customer", "Handoff chunk", "Settle"]) {
      expect(waits[name], name).toBe(WAIT_SECONDS.work);
    }
    const rounds = Math.ceil(
      FILE_LIMITS.sitesPerOrderMax / CHUNK_SITES / (machine.States["Enrich"]?.MaxConcurrency ?? 0),
    );
    // Each wait for work may be repeated once, after a lost message.
    const budget = WAIT_SECONDS.credit + WAIT_SECONDS.contract + 2 * WAIT_SECONDS.work * (4 + 2 * rounds);
    expect(machine.TimeoutSeconds).toBeGreaterThan(budget);
    expect(machine.TimeoutSeconds).toBeLessThan(1.1 * budget);
    expect(machine.Comment).toContain(`= ${String(budget / 86_400)},`);
  });
});

test("errors that are named are Step Functions' or SQS's own, or those of contracts", () => {
  const sent = ["States.Timeout", "SQS.SdkClientException", "SQS.AmazonSQSException"];
  const known = [...sent, ORDER_HELD, ORDER_STOPPED, STAGE_DEAD_LETTERED];
  const handlers = statesOf(JSON.parse(ORDER_ASL) as Machine).flatMap(([, state]) => [
    ...(state.Retry ?? []),
    ...(state.Catch ?? []),
  ]);
  const named = handlers.flatMap((handler) => handler.ErrorEquals);
  expect(named.length).toBeGreaterThan(0);
  expect(known).toEqual(expect.arrayContaining([...new Set(named)]));
  // A held or dead-lettered order is neither retried nor caught: its execution must fail where it stands (docs/adr/0019).
  for (const name of [ORDER_HELD, STAGE_DEAD_LETTERED, "States.ALL", "States.TaskFailed"])
    expect(named).not.toContain(name);
});
