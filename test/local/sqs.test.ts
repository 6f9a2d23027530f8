// SQS on a virtual clock: visibility, delay, redrive, turns between message groups, and batches that fail in part.
import { expect, test } from "vitest";
import { SqsService } from "../../local/sqs/sqs-service.ts";
import { VirtualClock } from "./virtual-clock.ts";

const DEFAULTS = {
  visibilitySeconds: 30,
  delaySeconds: 0,
  retentionSeconds: 3600,
  messageBytesMax: 1024,
  waitSeconds: 0,
  redrive: undefined,
};

function setUp() {
  const clock = new VirtualClock();
  let count = 0;
  const sqs = new SqsService(clock, () => `id-${String((count += 1))}`);
  const url = (name: string) => `http://127.0.0.1:1/0/${name}`;
  const dead = sqs.createQueue({ name: "dead", arn: "arn:aws:sqs:r:0:dead", url: url("dead") }, DEFAULTS);
  const queue = sqs.createQueue(
    { name: "work", arn: "arn:aws:sqs:r:0:work", url: url("work") },
    { ...DEFAULTS, redrive: { deadLetterArn: dead.arn, receivesMax: 2 } },
  );
  sqs.connectDeadLetters();
  return {
    clock,
    sqs,
    queue,
    dead,
    call: (action: string, input: object) => sqs.call(action, { QueueUrl: queue.url, ...input }),
  };
}

const bodies = (received: readonly { message: { body: string } }[]) => received.map((one) => one.message.body);

test("a message in flight is invisible until its timeout, then comes again with its count", async () => {
  const { clock, queue, call } = setUp();
  await call("SendMessage", { MessageBody: "a" });
  expect(bodies(queue.receive(10))).toEqual(["a"]);
  expect(queue.receive(10)).toEqual([]);
  clock.advance(30_000);
  expect(queue.receive(10)[0]?.message.receiveCount).toBe(2);
});

test("a message received too often goes to the dead-letter queue", async () => {
  const { clock, queue, dead, call } = setUp();
  await call("SendMessage", { MessageBody: "a" });
  for (let time = 0; time < 3; time += 1) {
    queue.receive(10);
    clock.advance(30_000);
  }
  expect(queue.counts).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  expect(bodies(dead.receive(10))).toEqual(["a"]);
});

test("a changed visibility replaces the old deadline", async () => {
  const { clock, queue, call } = setUp();
  await call("SendMessage", { MessageBody: "a" });
  const [received] = queue.receive(10);
  await call("ChangeMessageVisibility", { ReceiptHandle: received?.receiptHandle, VisibilityTimeout: 100 });
  clock.advance(99_000);
  expect(queue.receive(10)).toEqual([]);
  clock.advance(1000);
  expect(bodies(queue.receive(10))).toEqual(["a"]);
});

test("a delayed message appears when its delay is over", async () => {
  const { clock, queue, call } = setUp();
  await call("SendMessage", { MessageBody: "a", DelaySeconds: 5 });
  expect(queue.receive(10)).toEqual([]);
  clock.advance(5000);
  expect(bodies(queue.receive(10))).toEqual(["a"]);
});

test("groups take turns: five messages of one are not behind a hundred of another", async () => {
  const { queue, call } = setUp();
  for (let index = 0; index < 100; index += 1) await call("SendMessage", { MessageBody: "big", MessageGroupId: "big" });
  for (let index = 0; index < 5; index += 1)
    await call("SendMessage", { MessageBody: "small", MessageGroupId: "small" });
  expect(bodies(queue.receive(10)).filter((body) => body === "small")).toHaveLength(5);
});

test("a group with nothing in flight goes before one whose messages are being worked on", async () => {
  const { queue, call } = setUp();
  for (let index = 0; index < 20; index += 1) await call("SendMessage", { MessageBody: "big", MessageGroupId: "big" });
  const taken = queue.receive(4);
  for (let index = 0; index < 3; index += 1)
    await call("SendMessage", { MessageBody: "small", MessageGroupId: "small" });
  expect([1, 2, 3].flatMap(() => bodies(queue.receive(1)))).toEqual(["small", "small", "small"]);
  for (const { receiptHandle } of taken) queue.delete(receiptHandle);
  await call("SendMessage", { MessageBody: "small", MessageGroupId: "small" });
  // Now it is the small one that has messages in flight.
  expect(bodies(queue.receive(1))).toEqual(["big"]);
});

test("the entries of a batch succeed and fail each on its own", async () => {
  const { call } = setUp();
  const Entries = [
    { Id: "1", MessageBody: "ok" },
    { Id: "2", MessageBody: "x".repeat(2000) },
  ];
  expect(await call("SendMessageBatch", { Entries })).toMatchObject({
    Successful: [{ Id: "1" }],
    Failed: [{ Id: "2", SenderFault: true, Code: "InvalidParameterValue" }],
  });
});

test("long polling answers as soon as a message arrives", async () => {
  const { call } = setUp();
  const waiting = call("ReceiveMessage", { WaitTimeSeconds: 20, MessageSystemAttributeNames: ["All"] });
  await call("SendMessage", { MessageBody: "a", MessageGroupId: "g" });
  expect(await waiting).toMatchObject({
    Messages: [{ Body: "a", Attributes: { ApproximateReceiveCount: "1", MessageGroupId: "g" } }],
  });
});

test("long polling ends empty after its time", async () => {
  const { clock, call } = setUp();
  const waiting = call("ReceiveMessage", { WaitTimeSeconds: 20 });
  clock.advance(20_000);
  expect(await waiting).toEqual({});
});

test("a queue that does not exist has the name the SDK knows", () => {
  const { sqs } = setUp();
  expect(() => sqs.byUrl("http://127.0.0.1:1/0/none")).toThrow(expect.objectContaining({ code: "QueueDoesNotExist" }));
});

test("an unknown action is an error that names it", async () => {
  const { call } = setUp();
  await expect(call("TagQueue", {})).rejects.toThrow("sqs:TagQueue");
});
