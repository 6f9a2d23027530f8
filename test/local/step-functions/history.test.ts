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
    "TaskStateAborted",
    "MapIterationAborted",
    "TaskStateAborted",
    "MapStateFailed",
    "ExecutionFailed",
  ]);
  const failed = tail.find(({ type }) => type === "TaskFailed")?.id;
  expect(tail.slice(4, -1).map(({ previousEventId }) => previousEventId)).toEqual(Array(5).fill(failed));
  expect(tail.at(-1)?.previousEventId).toBe(tail.at(-2)?.id);
  expect(tail[4]?.["mapIterationFailedEventDetails"]).toEqual({ name: "M", index: 1 });
  expect(events[2]?.["mapStateStartedEventDetails"]).toEqual({ length: 3 });
});

const PASS = { Type: "Pass", End: true };
const pass = (fields: object = {}) => ({ StartAt: "In", States: { In: { ...PASS, ...fields } } });
const FAIL = { StartAt: "Boom", States: { Boom: { Type: "Fail", Error: "MyError", Cause: "my cause" } } };
const UNDEFINED = { Output: { v: "{% $states.input.missing %}" } };

/** Of a machine of one state, and where it goes from there. */
async function outlineOf(state: object, input: unknown = {}): Promise<unknown[]> {
  const after = "Catch" in state ? { After: { Type: "Succeed" } } : {};
  const bench = new Bench({ StartAt: "A", States: { A: { End: true, ...state }, ...after } });
  const arn = await bench.start(input);
  await bench.host.advance(60);
  return (await outline(bench, arn)).slice(1);
}

// Histories of AWS, as others have recorded them: which events there are, and what each follows from.
test.each([
  [
    "of a Map one after another passes the ends of iterations by",
    { Type: "Map", MaxConcurrency: 1, ItemProcessor: pass() },
    [1, 2],
    [
      [2, 0, "MapStateEntered"],
      [3, 2, "MapStateStarted"],
      [4, 3, "MapIterationStarted"],
      [5, 4, "PassStateEntered"],
      [6, 5, "PassStateExited"],
      [7, 6, "MapIterationSucceeded"],
      [8, 6, "MapIterationStarted"],
      [9, 8, "PassStateEntered"],
      [10, 9, "PassStateExited"],
      [11, 10, "MapIterationSucceeded"],
      [12, 11, "MapStateSucceeded"],
      [13, 11, "MapStateExited"],
      [14, 13, "ExecutionSucceeded"],
    ],
  ],
  [
    "of a Map that is tried again has one MapStateFailed",
    { Type: "Map", ItemProcessor: FAIL, Retry: [{ ErrorEquals: ["MyError"], MaxAttempts: 1, IntervalSeconds: 1 }] },
    [1],
    [
      [2, 0, "MapStateEntered"],
      [3, 2, "MapStateStarted"],
      [4, 3, "MapIterationStarted"],
      [5, 4, "FailStateEntered"],
      [6, 5, "MapIterationFailed"],
      [7, 5, "MapStateStarted"],
      [8, 7, "MapIterationStarted"],
      [9, 8, "FailStateEntered"],
      [10, 9, "MapIterationFailed"],
      [11, 9, "MapStateFailed"],
      [12, 11, "ExecutionFailed"],
    ],
  ],
  [
    "of a Map whose items cannot be told fails before it starts",
    { Type: "Map", Items: "{% $states.input.missing %}", ItemProcessor: pass() },
    {},
    [
      [2, 0, "MapStateEntered"],
      [3, 2, "EvaluationFailed"],
      [4, 3, "MapStateFailed"],
      [5, 4, "ExecutionFailed"],
    ],
  ],
  [
    "of an expression that fails in an iteration",
    { Type: "Map", MaxConcurrency: 1, ItemProcessor: pass(UNDEFINED) },
    [{}, {}],
    [
      [2, 0, "MapStateEntered"],
      [3, 2, "MapStateStarted"],
      [4, 3, "MapIterationStarted"],
      [5, 4, "PassStateEntered"],
      [6, 5, "EvaluationFailed"],
      [7, 6, "MapIterationFailed"],
      [8, 6, "MapStateFailed"],
      [9, 8, "ExecutionFailed"],
    ],
  ],
  [
    "of a Parallel that is caught, whose catcher fails",
    { Type: "Parallel", Branches: [FAIL], Catch: [{ ErrorEquals: ["States.ALL"], Next: "After", ...UNDEFINED }] },
    {},
    [
      [2, 0, "ParallelStateEntered"],
      [3, 2, "ParallelStateStarted"],
      [4, 3, "FailStateEntered"],
      [5, 4, "ParallelStateFailed"],
      [6, 4, "EvaluationFailed"],
      [7, 6, "ParallelStateFailed"],
      [8, 7, "ExecutionFailed"],
    ],
  ],
  [
    "of an expression that is tried again has one event for each try",
    { ...TASK, Arguments: "{% $states.input.missing %}", Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }] },
    {},
    [
      [2, 0, "TaskStateEntered"],
      [3, 2, "EvaluationFailed"],
      [4, 3, "EvaluationFailed"],
      [5, 4, "ExecutionFailed"],
    ],
  ],
])("%s", async (_, state, input, expected) => {
  expect(await outlineOf(state, input)).toEqual(expected);
});

test.each([
  ["Output/v", { ...PASS, ...UNDEFINED }],
  ["Arguments/list[1]/b", { ...TASK, Arguments: { list: [1, { b: "{% $states.input.missing %}" }] }, End: true }],
  ["Assign/x", { ...PASS, Assign: { x: "{% $states.input.missing %}" } }],
])("a failed expression is told with its place and its state: %s", async (location, state) => {
  const bench = new Bench({ StartAt: "A", States: { A: state } });
  const arn = await bench.start();
  const entered = "An error occurred while executing the state 'A' (entered at the event id #2).";
  const field = `The JSONata expression '$states.input.missing' specified for the field '${location}'`;
  const [error, cause] = ["States.QueryEvaluationError", `${entered} ${field} returned nothing (undefined).`];
  const failed = (await bench.history(arn)).find(({ type }) => type === "EvaluationFailed");
  expect(failed?.["evaluationFailedEventDetails"]).toEqual({ error, cause, location, state: "A" });
  expect(await bench.describe(arn)).toMatchObject({ status: "FAILED", error, cause });
});

test("a time-out has no cause in history, and an empty one for its catcher", async () => {
  const timed = { ...TASK, TimeoutSeconds: 5 };
  const caught = { ...timed, Catch: [{ ErrorEquals: ["States.Timeout"], Next: "B" }], Next: "B" };
  const bench = new Bench({ StartAt: "A", States: { A: caught, B: { ...timed, End: true } } });
  const arn = await bench.start();
  await bench.host.advance(10);
  const events = await bench.history(arn);
  const details = (type: string, member: string) => events.find((event) => event.type === type)?.[member];
  expect(details("TaskTimedOut", "taskTimedOutEventDetails")).not.toHaveProperty("cause", expect.anything());
  expect(details("TaskStateExited", "stateExitedEventDetails")).toMatchObject({
    output: JSON.stringify({ Error: "States.Timeout", Cause: "" }),
  });
  const wire = JSON.stringify(details("ExecutionFailed", "executionFailedEventDetails"));
  expect(wire).toBe('{"error":"States.Timeout"}');
  expect(await bench.describe(arn)).not.toHaveProperty("cause");
});
