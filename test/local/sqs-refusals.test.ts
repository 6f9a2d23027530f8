// What SQS refuses, one rule each, by its error names; and the redrive of parked messages.
import { expect, test } from "vitest";
import { SqsService } from "../../local/sqs/sqs-service.ts";
import { VirtualClock } from "./virtual-clock.ts";

const MIB = 1_048_576;
const DEFAULTS = {
  visibilitySeconds: 30,
  delaySeconds: 0,
  retentionSeconds: 3600,
  messageBytesMax: MIB,
  waitSeconds: 0,
  redrive: undefined,
};

function setUp() {
  const clock = new VirtualClock();
  let count = 0;
  const sqs = new SqsService(clock, () => `id-${String((count += 1))}`);
  const make = (name: string, deadLetterArn?: string) =>
    sqs.createQueue(
      { name, arn: `arn:aws:sqs:r:0:${name}`, url: `http://127.0.0.1:1/0/${name}` },
      { ...DEFAULTS, redrive: deadLetterArn === undefined ? undefined : { deadLetterArn, receivesMax: 1 } },
    );
  const dead = make("dead");
  const [one, other] = [make("one", dead.arn), make("other", dead.arn)];
  sqs.connectDeadLetters();
  const call = (action: string, input: object, queue = one): Promise<any> =>
    sqs.call(action, { QueueUrl: queue.url, ...input });
  return { clock, sqs, one, other, dead, call };
}
const text = (length: number) => "x".repeat(length);
const attribute = (StringValue: string, DataType = "String") => ({ DataType, StringValue });

test("a batch is at most 1 MiB in all, attributes counted", async () => {
  const { call } = setUp();
  const Entries = (last: number) => [
    ...Array.from({ length: 3 }, (_, n) => ({ Id: String(n), MessageBody: text(300_000) })),
    // Body, and the name, type and value of its attribute.
    { Id: "last", MessageBody: text(100_000), MessageAttributes: { note: attribute(text(last - 10)) } },
  ];
  const room = MIB - 1_000_000;
  expect(await call("SendMessageBatch", { Entries: Entries(room) })).not.toHaveProperty("Failed");
  await expect(call("SendMessageBatch", { Entries: Entries(room + 1) })).rejects.toMatchObject({
    code: "BatchRequestTooLong",
    queryCode: "AWS.SimpleQueueService.BatchRequestTooLong",
  });
});

test("a message is at most as large as the queue allows, attributes counted", async () => {
  const { call } = setUp();
  const send = (size: number) =>
    call("SendMessage", { MessageBody: text(size), MessageAttributes: { n: attribute("1", "Number") } });
  await send(MIB - 8);
  await expect(send(MIB - 7)).rejects.toMatchObject({ code: "InvalidParameterValue" });
});

test.each([
  ["a character that is none of an id's", "a.b", "InvalidBatchEntryId"],
  ["more than 80 characters", text(81), "InvalidBatchEntryId"],
  ["nothing", "", "InvalidBatchEntryId"],
  ["the same id twice", "first", "BatchEntryIdsNotDistinct"],
])("a batch entry whose id is %s is refused", async (_what, Id, code) => {
  const { call } = setUp();
  const Entries = [
    { Id: "first", MessageBody: "a" },
    { Id, MessageBody: "b" },
  ];
  await expect(call("SendMessageBatch", { Entries })).rejects.toMatchObject({ code });
});

test.each([
  ["none", 0, "EmptyBatchRequest"],
  ["eleven", 11, "TooManyEntriesInBatchRequest"],
])("a batch of %s is refused", async (_what, length, code) => {
  const { call } = setUp();
  const Entries = Array.from({ length }, (_, n) => ({ Id: String(n), MessageBody: "a" }));
  await expect(call("SendMessageBatch", { Entries })).rejects.toMatchObject({ code });
});

test.each([
  ["a space", "north wind"],
  ["a letter beyond ASCII", "né"],
  ["129 characters", text(129)],
  ["nothing", ""],
])("a message group id of %s is refused", async (_what, MessageGroupId) => {
  const { call } = setUp();
  await call("SendMessage", { MessageBody: "a", MessageGroupId: `${text(126)}!~` });
  await expect(call("SendMessage", { MessageBody: "a", MessageGroupId })).rejects.toThrow("MessageGroupId can only");
});

test.each([
  [
    "more than ten attributes",
    Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`a${String(n)}`, attribute("1")])),
  ],
  ["an attribute with an odd name", { "a b": attribute("1") }],
  ["an attribute with a name that AWS keeps for itself", { "AWS.one": attribute("1") }],
  ["an attribute of an unknown type", { a: attribute("1", "Text") }],
  ["an attribute without a value", { a: attribute("") }],
])("a message with %s is refused", async (_what, MessageAttributes) => {
  const { call } = setUp();
  await expect(call("SendMessage", { MessageBody: "a", MessageAttributes })).rejects.toMatchObject({
    code: "InvalidParameterValue",
  });
});

test("a receipt handle that no receive of this queue gave is refused, one that is over is not", async () => {
  const { call, other } = setUp();
  await call("SendMessage", { MessageBody: "a" });
  const { Messages: messages } = await call("ReceiveMessage", {});
  const ReceiptHandle = messages[0].ReceiptHandle;
  const refused = { code: "ReceiptHandleIsInvalid" };
  await expect(call("DeleteMessage", { ReceiptHandle: "nonsense" })).rejects.toMatchObject(refused);
  await expect(call("DeleteMessage", { ReceiptHandle }, other)).rejects.toMatchObject(refused);
  await expect(
    call("ChangeMessageVisibility", { ReceiptHandle: "nonsense", VisibilityTimeout: 1 }),
  ).rejects.toMatchObject(refused);
  expect(await call("DeleteMessage", { ReceiptHandle })).toEqual({});
  expect(await call("DeleteMessage", { ReceiptHandle })).toEqual({});
  const Entries = [{ Id: "1", ReceiptHandle: "nonsense" }];
  expect(await call("DeleteMessageBatch", { Entries })).toMatchObject({ Failed: [{ Id: "1", Code: refused.code }] });
});

test("a message is invisible for no more than twelve hours since its receive", async () => {
  const { clock, call } = setUp();
  await call("SendMessage", { MessageBody: "a" });
  const { Messages: messages } = await call("ReceiveMessage", { VisibilityTimeout: 3600 });
  const change = (VisibilityTimeout: number) =>
    call("ChangeMessageVisibility", { ReceiptHandle: messages[0].ReceiptHandle, VisibilityTimeout });
  await change(43_200);
  clock.advance(1_800_000);
  await expect(change(43_200)).rejects.toThrow("Total VisibilityTimeout for the message is beyond the limit");
  await change(43_200 - 1800);
  await expect(change(43_201)).rejects.toMatchObject({ code: "InvalidParameterValue" });
  await expect(change(-1)).rejects.toMatchObject({ code: "InvalidParameterValue" });
});

test.each([
  ["MaxNumberOfMessages", 0],
  ["MaxNumberOfMessages", 11],
  ["WaitTimeSeconds", 21],
  ["VisibilityTimeout", 43_201],
])("a receive with %s %d is refused", async (name, value) => {
  const { call } = setUp();
  await expect(call("ReceiveMessage", { [name]: value })).rejects.toMatchObject({ code: "InvalidParameterValue" });
});

test("a delay of more than fifteen minutes is refused", async () => {
  const { call } = setUp();
  await call("SendMessage", { MessageBody: "a", DelaySeconds: 900 });
  await expect(call("SendMessage", { MessageBody: "a", DelaySeconds: 901 })).rejects.toThrow("DelaySeconds");
});

test("a redrive sends each message to the queue that parked it, and leaves what nobody parked", async () => {
  const { sqs, one, other, dead, call } = setUp();
  for (const queue of [one, other]) {
    await call("SendMessage", { MessageBody: queue.name }, queue);
    const [received] = queue.receive(1);
    queue.changeVisibility(received?.receiptHandle ?? "", 0);
    queue.receive(1);
  }
  await call("SendMessage", { MessageBody: "stray" }, dead);
  const looked = await call(
    "ReceiveMessage",
    { MaxNumberOfMessages: 10, VisibilityTimeout: 0, MessageSystemAttributeNames: ["DeadLetterQueueSourceArn"] },
    dead,
  );
  expect(looked.Messages.map((one: any) => one.Attributes?.DeadLetterQueueSourceArn)).toEqual([
    one.arn,
    other.arn,
    undefined,
  ]);
  await sqs.call("StartMessageMoveTask", { SourceArn: dead.arn });
  expect([one.visibleBodies, other.visibleBodies, dead.visibleBodies]).toEqual([["one"], ["other"], ["stray"]]);
  await sqs.call("StartMessageMoveTask", { SourceArn: dead.arn, DestinationArn: other.arn });
  expect(other.visibleBodies).toEqual(["other", "stray"]);
  await expect(sqs.call("StartMessageMoveTask", { SourceArn: one.arn })).rejects.toThrow("Dead Letter Queue");
});
