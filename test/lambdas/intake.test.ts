// The intake queue's messages: drops, continuations of files that did not fit an invocation, and what is neither.
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { SILENT_METER } from "../../contracts/metrics.ts";
import { jsonLogger } from "../../adapters/runtime/logger.ts";
import { INTAKE_RESERVE_SECONDS } from "../../contracts/limits.ts";
import { makeTakeInDrops } from "../../lambdas/intake/take-in-drops.ts";
import { BulkWorld } from "../pipeline/intake/bulk-world.ts";
import { csvOf, validRows } from "../pipeline/intake/example-file.ts";

const dropOf = (key: string): string =>
  JSON.stringify({ Records: [{ eventName: "ObjectCreated:Put", s3: { object: { key } } }] });

/** One message, as SQS delivers it. */
function eventOf(body: string, messageId: string): SQSEvent {
  const record: Pick<SQSRecord, "messageId" | "body" | "receiptHandle"> = { messageId, body, receiptHandle: messageId };
  const attributes = { ApproximateReceiveCount: "1" };
  return { Records: [{ ...record, attributes, messageAttributes: {} }] } as unknown as SQSEvent;
}

function queueOf(world: BulkWorld, remainingMillis: () => number) {
  const bodies: string[] = [];
  const consume = makeTakeInDrops({
    intake: world.deps,
    queue: {
      change: () => Promise.resolve(),
      sendAgain: (record) => {
        bodies.push(record.body);
        return Promise.resolve();
      },
    },
    backoff: { baseSeconds: 1, capSeconds: 1 },
    random: () => 0.5,
  });
  const invocation = { functionName: "intake", log: jsonLogger(() => undefined), meter: SILENT_METER, remainingMillis };
  return { bodies, take: (body: string, id: string) => consume(eventOf(body, id), invocation) };
}

describe("the intake's queue", () => {
  test("asks the next invocation to go on where time is short, until the file is sent whole", async () => {
    const world = new BulkWorld();
    world.s3.put("files", "inbox/demo/many.csv", csvOf(validRows(150, 2)));
    const queue = queueOf(world, () => INTAKE_RESERVE_SECONDS * 1000 - 1);
    const next = [dropOf("inbox/demo/many.csv")];
    let invocations = 0;
    for (let body = next.shift(); body !== undefined; body = next.shift()) {
      invocations += 1;
      expect(await queue.take(body, `message-${String(invocations)}`)).toEqual({ batchItemFailures: [] });
      next.push(...queue.bodies.splice(0));
    }
    expect(invocations).toBe(3);
    expect(new Set(world.sent.map(({ orderId }) => orderId)).size).toBe(75);
    expect(world.sent).toHaveLength(75);
  });

  test("takes a file in at once where there is time, and sends nothing to itself", async () => {
    const world = new BulkWorld();
    world.s3.put("files", "inbox/demo/many.csv", csvOf(validRows(150, 2)));
    const queue = queueOf(world, () => 900_000);
    await queue.take(dropOf("inbox/demo/many.csv"), "m1");
    expect(world.sent).toHaveLength(75);
    expect(queue.bodies).toEqual([]);
  });

  test("acknowledges a continuation of a file that nobody knows, and a message that is none", async () => {
    const queue = queueOf(new BulkWorld(), () => 900_000);
    const unknown = '{"continueFile":{"fileId":"f-none","resumeFrom":0}}';
    expect(await queue.take(unknown, "m1")).toEqual({ batchItemFailures: [] });
    expect(await queue.take("not json", "m2")).toEqual({ batchItemFailures: [] });
  });

  test("returns a continuation that is damaged, until its dead-letter queue has it", async () => {
    const queue = queueOf(new BulkWorld(), () => 900_000);
    expect(await queue.take('{"continueFile":{}}', "m1")).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
  });
});
