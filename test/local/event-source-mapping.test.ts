// Which messages of a batch count as failed, by Lambda's own table of success and failure conditions; and how a batch that is
// too large for one invocation is split.
import { expect, test } from "vitest";
import { Meter } from "../../local/meter/meter.ts";
import { systemClock } from "../../local/clock.ts";
import type { InvokeResult } from "../../local/lambda/protocol.ts";
import { batchesWithin, EventSourceMapping, failedIds } from "../../local/lambda/event-source-mapping.ts";

const batch = ["a", "b"].map((id) => ({
  receiptHandle: `r-${id}`,
  message: {
    id,
    body: "x",
    attributes: {},
    groupId: undefined,
    traceHeader: undefined,
    deadLetteredFrom: undefined,
    sentAt: 0,
    receiveCount: 1,
    firstReceivedAt: 0,
  },
}));
const failed = (payload: unknown, reports = true) => failedIds({ ok: true, payload }, batch, reports);

test("an empty list, no list and no answer are success of all", () => {
  for (const payload of [null, "", {}, { batchItemFailures: [] }, { batchItemFailures: null }]) {
    expect(failed(payload)).toEqual(new Set());
  }
});

test("listed messages failed, the others did not", () => {
  expect(failed({ batchItemFailures: [{ itemIdentifier: "b" }] })).toEqual(new Set(["b"]));
});

test("an answer that Lambda cannot read fails the whole batch", () => {
  for (const one of [{ itemIdentifier: "" }, { itemIdentifier: null }, { id: "a" }, { itemIdentifier: "unknown" }]) {
    expect(failed({ batchItemFailures: [one] })).toBe("all");
  }
  expect(failed({ batchItemFailures: "a" })).toBe("all");
});

test("without ReportBatchItemFailures the answer says nothing", () => {
  expect(failed({ batchItemFailures: [{ itemIdentifier: "a" }] }, false)).toEqual(new Set());
});

test("a throw fails the whole batch", () => {
  const error = { errorType: "Error", errorMessage: "", trace: [] };
  expect(failedIds({ ok: false, error }, batch, true)).toBe("all");
});

test("a batch becomes as many invocations as keep each below 6 MB, in its order", () => {
  const sized = (megabytes: number, id: string) => {
    const message = { ...batch[0]!.message, id, body: "x".repeat(megabytes * 1_000_000) };
    return { receiptHandle: id, message };
  };
  const ids = (megabytes: readonly number[]) =>
    batchesWithin(megabytes.map((one, index) => sized(one, String(index)))).map((one) =>
      one.map(({ message }) => message.id).join(""),
    );
  expect(ids([1, 1, 1, 1, 1, 1, 1, 1, 1, 1])).toEqual(["012345", "6789"]);
  expect(ids([0.1, 0.1])).toEqual(["01"]);
  expect(ids([])).toEqual([]);
});

test("it is idle when no invocation is under way, and receives nothing more once it was stopped", async () => {
  const { promise: result, resolve: answer } = Promise.withResolvers<InvokeResult>();
  const { promise: invoked, resolve: begin } = Promise.withResolvers<undefined>();
  const waiting = [...batch];
  const deleted: string[] = [];
  const queue = {
    arn: "arn:queue",
    get visibleCount() {
      return waiting.length;
    },
    onVisible: () => () => undefined,
    receive: () => waiting.splice(0, 1),
    delete: (handle: string) => void deleted.push(handle),
  };
  const pool = {
    isReady: () => true,
    onFree: () => undefined,
    invoke: () => {
      begin(undefined);
      return result;
    },
  };
  const ends = { queue: queue as never, pool: pool as never, functionName: "f", functionArn: "arn:f" };
  const settings = { batchSize: 1, windowSeconds: 0, concurrencyMax: 1, reportsFailures: true, allowsRecursion: true };
  const means = { clock: systemClock, meter: new Meter(), onEvent: () => undefined };
  const mapping = new EventSourceMapping(ends, settings, means);
  await mapping.idle();
  mapping.start();
  await invoked;
  mapping.stop();
  const idle = mapping.idle();
  answer({ ok: true, payload: null });
  await idle;
  expect([deleted, waiting.length]).toEqual([["r-a"], 1]);
});
