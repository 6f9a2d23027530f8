// Parked messages, at the embedded cloud's SQS: looked at without a trace, sent back, dropped one by one.
import type { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { ParkedMessages } from "../../../adapters/aws/parked-messages.ts";
import { SqsService } from "../../../local/sqs/sqs-service.ts";
import { VirtualClock } from "../../local/virtual-clock.ts";

const SETTINGS = {
  visibilitySeconds: 30,
  delaySeconds: 0,
  retentionSeconds: 3600,
  messageBytesMax: 1024,
  waitSeconds: 0,
};

async function world(...bodies: readonly string[]) {
  let count = 0;
  const sqs = new SqsService(new VirtualClock(), () => `id-${String((count += 1))}`);
  const named = (name: string) => ({ name, arn: `arn:aws:sqs:r:0:${name}`, url: `http://127.0.0.1:1/0/${name}` });
  const dead = sqs.createQueue(named("dead"), { ...SETTINGS, redrive: undefined });
  const queue = sqs.createQueue(named("work"), {
    ...SETTINGS,
    redrive: { deadLetterArn: dead.arn, receivesMax: 1 },
  });
  sqs.connectDeadLetters();
  for (const MessageBody of bodies) await sqs.call("SendMessage", { QueueUrl: queue.url, MessageBody });
  // Received once and come back, the next receive parks them.
  for (const { receiptHandle } of queue.receive(10)) queue.changeVisibility(receiptHandle, 0);
  queue.receive(10);
  const client = {
    send: (command: { readonly constructor: { readonly name: string }; readonly input: object }) =>
      sqs.call(command.constructor.name.replace("Command", ""), { ...command.input }),
  } as unknown as SQSClient;
  const send = (input: object) => sqs.call("SendMessage", { ...input });
  return { dead, queue, send, parked: new ParkedMessages(client) };
}

const order = (orderId: string) => JSON.stringify({ taskToken: "a-secret-token", orderId, stage: "quote" });
const drop = (key: string) =>
  JSON.stringify({ Records: [{ eventName: "ObjectCreated:Put", s3: { object: { key } } }] });

describe("parked messages", () => {
  it("are named by what they concern, and stay where they are", async () => {
    const { dead, parked } = await world(order("o-1"), drop("inbox/demo/a+b.csv"), "no JSON");
    for (let time = 0; time < 2; time += 1) {
      const { visible, inFlight, messages } = await parked.look(dead.url);
      expect({ visible, inFlight }).toEqual({ visible: 3, inFlight: 0 });
      expect(messages.map(({ concerns }) => concerns).sort()).toEqual(["inbox/demo/a b.csv", "o-1", undefined]);
      expect(JSON.stringify(messages)).not.toContain("a-secret-token");
    }
  });

  it("go back to the queue that they came from", async () => {
    const { dead, queue, parked } = await world(order("o-1"), order("o-2"));
    expect(await parked.sendBack(dead.url)).toBe(2);
    expect(dead.counts.visible).toBe(0);
    expect(queue.counts.visible).toBe(2);
    expect(await parked.sendBack(dead.url)).toBe(0);
  });

  it("are dropped by their ids, and no other with them", async () => {
    const { dead, parked } = await world(order("o-1"), order("o-2"));
    const [first] = (await parked.look(dead.url)).messages;
    const dropped = await parked.drop(dead.url, new Set([first?.messageId ?? "", "not-there"]));
    expect(dropped.map(({ messageId }) => messageId)).toEqual([first?.messageId]);
    expect((await parked.look(dead.url)).messages).toHaveLength(1);
  });
});

describe("calls that were made in vain", () => {
  const TARGET = "arn:aws:lambda:us-east-1:0:function:Sync:live";
  async function named(message: object): Promise<string | undefined> {
    const { dead, parked, send } = await world();
    await send({ QueueUrl: dead.url, ...message });
    return (await parked.look(dead.url)).messages[0]?.concerns;
  }
  const attributes = (values: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    );

  it("are named by the target that did not accept them, and its error", async () => {
    const undelivered = attributes({ TARGET_ARN: TARGET, ERROR_CODE: "TooManyRequestsException" });
    expect(await named({ MessageBody: '{"kind":"nightly"}', MessageAttributes: undelivered })).toBe(
      "Sync:live, TooManyRequestsException",
    );
    const toQueue = attributes({ TARGET_ARN: "arn:aws:sqs:us-east-1:0:settle" });
    expect(await named({ MessageBody: "{}", MessageAttributes: toQueue })).toBe("settle, not delivered");
  });

  it("are named by the function that failed every time, and not by what it was given", async () => {
    const record = {
      requestContext: { functionArn: TARGET, condition: "EventAgeExceeded" },
      requestPayload: { distributor: "acme" },
      responsePayload: { errorMessage: "a secret" },
    };
    expect(await named({ MessageBody: JSON.stringify(record) })).toBe("Sync:live, EventAgeExceeded");
  });
});
