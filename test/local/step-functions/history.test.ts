// The history of an execution, event by event, as AWS records it: types, ids and what caused what.
import { expect, test } from "vitest";
import { Bench } from "./virtual-host.ts";

const TASK = {
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  Arguments: { QueueUrl: "http://q", MessageBody: "{% $states.context.Task.Token %}" },
};

async function outline(bench: Bench, arn: string): Promise<unknown[]> {
  return (await bench.history(arn)).map(({ id, previousEventId, type }) => [id, previousEventId, type]);
}

const tokenOf = (bench: Bench, index = -1): string => String(bench.host.messages.at(index)?.MessageBody);

test("a task that is answered, and one that is caught", async () => {
  const bench = new Bench({
    StartAt: "A",
    States: {
      A: { ...TASK, Next: "B" },
      B: { ...TASK, Catch: [{ ErrorEquals: ["E"], Next: "C" }], End: true },
      C: { Type: "Succeed" },
    },
  });
  const arn = await bench.start();
  await bench.succeed(tokenOf(bench), {});
  await bench.fail(tokenOf(bench), "E", "why");
  expect(await outline(bench, arn)).toEqual([
    [1, 0, "ExecutionStarted"],
    [2, 0, "TaskStateEntered"],
    [3, 2, "TaskScheduled"],
    [4, 3, "TaskStarted"],
    [5, 4, "TaskSubmitted"],
    [6, 5, "TaskSucceeded"],
    [7, 6, "TaskStateExited"],
    [8, 7, "TaskStateEntered"],
    [9, 8, "TaskScheduled"],
    [10, 9, "TaskStarted"],
    [11, 10, "TaskSubmitted"],
    [12, 11, "TaskFailed"],
    [13, 12, "TaskStateExited"],
    [14, 13, "SucceedStateEntered"],
    [15, 14, "SucceedStateExited"],
    [16, 15, "ExecutionSucceeded"],
  ]);
});

test("the details of a task's events", async () => {
  const bench = new Bench({
    StartAt: "A",
    States: { A: { ...TASK, TimeoutSeconds: 60, HeartbeatSeconds: 10, End: true } },
  });
  const arn = await bench.start({ n: 1 });
  const token = tokenOf(bench);
  await bench.fail(token, "E", "why");
  const common = { resource: "sendMessage.waitForTaskToken", resourceType: "sqs" };
  const [started, entered, scheduled, begun, submitted, failed, ended] = await bench.history(arn);
  expect(started?.["executionStartedEventDetails"]).toMatchObject({ input: '{"n":1}' });
  expect(entered?.["stateEnteredEventDetails"]).toMatchObject({ name: "A", input: '{"n":1}' });
  expect(scheduled?.["taskScheduledEventDetails"]).toEqual({
    ...common,
    region: "us-east-1",
    parameters: JSON.stringify({ QueueUrl: "http://q", MessageBody: token }),
    timeoutInSeconds: 60,
    heartbeatInSeconds: 10,
  });
  expect(begun?.["taskStartedEventDetails"]).toEqual(common);
  expect(submitted?.["taskSubmittedEventDetails"]).toMatchObject({ ...common, output: expect.stringContaining("m-1") });
  expect(failed?.["taskFailedEventDetails"]).toEqual({ ...common, error: "E", cause: "why" });
  expect(ended?.["executionFailedEventDetails"]).toEqual({ error: "E", cause: "why" });
});

test("a task answered before its message was reported sent", async () => {
  const bench = new Bench({ StartAt: "A", States: { A: { ...TASK, End: true } } });
  bench.host.onMessage = async ({ MessageBody: taskToken }) => {
    await bench.service.call("SendTaskSuccess", { taskToken, output: "{}" });
  };
  const types = await bench.types(await bench.start());
  expect(types.slice(3)).toEqual([
    "TaskStarted",
    "TaskSubmitted",
    "TaskSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
});

test("a Map whose second iteration fails while the third is under way", async () => {
  const bench = new Bench({
    StartAt: "M",
    States: { M: { Type: "Map", ItemProcessor: { StartAt: "T", States: { T: { ...TASK, End: true } } }, End: true } },
  });
  const arn = await bench.start(["a", "b", "c"]);
  const [first, second] = [tokenOf(bench, 0), tokenOf(bench, 1)];
  await bench.succeed(first, {});
  await bench.fail(second, "E");
  const events = await bench.history(arn);
  const tail = events.slice(events.findIndex(({ type }) => type === "TaskSucceeded"));
  expect(tail.map(({ type }) => type)).toEqual([
    "TaskSucceeded",
    "TaskStateExited",
    "MapIterationSucceeded",
    "TaskFailed",
    "MapIterationFailed",
    "MapIterationAborted",
    "TaskStateAborted",
    "MapStateFailed",
    "ExecutionFailed",
  ]);
  const failed = tail.find(({ type }) => type === "TaskFailed")?.id;
  const caused = tail.filter(({ type }) => type === "MapIterationFailed" || type === "MapStateFailed");
  expect(caused.map(({ previousEventId }) => previousEventId)).toEqual([failed, failed]);
  expect(tail.at(-1)?.previousEventId).toBe(tail.at(-2)?.id);
  expect(tail[4]?.["mapIterationFailedEventDetails"]).toEqual({ name: "M", index: 1 });
  expect(events[2]?.["mapStateStartedEventDetails"]).toEqual({ length: 3 });
});
