// The API of the service: StartExecution's naming rules, describing, listing, stopping, redriving, task tokens, and AWS's
// error names for all that goes wrong.
import { describe, expect, test } from "vitest";
import { Bench, type Description, type HistoryPage, MACHINE_ARN } from "./virtual-host.ts";

const TASK = {
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  Arguments: { QueueUrl: "http://q", MessageBody: "{% $states.context.Task.Token %}" },
};
const waiting = (): Bench => new Bench({ StartAt: "A", States: { A: { ...TASK, End: true } } });
const tokenOf = (bench: Bench, index = -1): string => String(bench.host.messages.at(index)?.MessageBody);

describe("StartExecution", () => {
  const request = { stateMachineArn: MACHINE_ARN, name: "o-1", input: '{"a":1}' };

  test("again with the same name and input answers the same execution while it runs", async () => {
    const bench = waiting();
    const first = await bench.service.call("StartExecution", request);
    expect(await bench.service.call("StartExecution", request)).toEqual(first);
    await bench.host.settle();
    expect(bench.host.messages).toHaveLength(1);
  });

  test("with the same name and another input is refused", async () => {
    const bench = waiting();
    await bench.service.call("StartExecution", request);
    const second = bench.service.call("StartExecution", { ...request, input: '{"a":2}' });
    await expect(second).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  test("with the name of an execution that has ended is refused, the same input or not", async () => {
    const bench = waiting();
    await bench.service.call("StartExecution", request);
    await bench.host.settle();
    await bench.succeed(tokenOf(bench), {});
    const second = bench.service.call("StartExecution", request);
    await expect(second).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  test.each(["", "a b", "a/b", "a:b", "a*", "x".repeat(81), "tab\t"])("refuses the name %j", async (name) => {
    const start = waiting().service.call("StartExecution", { ...request, name });
    await expect(start).rejects.toMatchObject({ name: "InvalidName" });
  });

  test.each([
    [{ ...request, input: "{" }, "InvalidExecutionInput"],
    [{ ...request, input: JSON.stringify("x".repeat(262_144)) }, "InvalidExecutionInput"],
    [{ ...request, stateMachineArn: `${MACHINE_ARN}x` }, "StateMachineDoesNotExist"],
    [{ name: "o-1" }, "ValidationException"],
  ])("refuses what cannot be started: %#", async (wrong, name) => {
    await expect(waiting().service.call("StartExecution", wrong)).rejects.toMatchObject({ name });
  });
});

describe("reading executions", () => {
  test("DescribeExecution shows input, output and dates in seconds", async () => {
    const bench = waiting();
    const arn = await bench.start({ a: 1 }, "o-1");
    await bench.host.advance(5);
    await bench.succeed(tokenOf(bench), { b: 2 });
    const started = Date.parse("2026-12-01T00:00:00Z") / 1000;
    expect(await bench.describe(arn)).toMatchObject({
      executionArn: "arn:aws:states:us-east-1:000000000000:execution:test:o-1",
      stateMachineArn: MACHINE_ARN,
      name: "o-1",
      status: "SUCCEEDED",
      startDate: started,
      stopDate: started + 5,
      input: '{"a":1}',
      output: { b: 2 },
      redriveCount: 0,
      redriveStatus: "NOT_REDRIVABLE",
    });
  });

  test("GetExecutionHistory goes by pages, backwards, and without data where asked", async () => {
    const bench = waiting();
    const executionArn = await bench.start({ a: 1 });
    const ids = async (request: object): Promise<unknown> => {
      const page = (await bench.service.call("GetExecutionHistory", {
        executionArn,
        ...request,
      })) as unknown as HistoryPage;
      return [page.events.map((event) => event.id), page.nextToken !== undefined];
    };
    expect(await ids({ maxResults: 2 })).toEqual([[1, 2], true]);
    expect(await ids({ maxResults: 2, nextToken: "4" })).toEqual([[5], false]);
    expect(await ids({ maxResults: 2, reverseOrder: true })).toEqual([[5, 4], true]);
    const bare = (await bench.service.call("GetExecutionHistory", {
      executionArn,
      includeExecutionData: false,
    })) as unknown as HistoryPage;
    expect(bare.events[0]?.["executionStartedEventDetails"]).not.toHaveProperty("input");
  });

  test("ListExecutions lists the newest first, by status, page by page", async () => {
    const bench = waiting();
    for (const name of ["a", "b", "c"]) await bench.start({}, name);
    await bench.succeed(tokenOf(bench, 1), {});
    const names = async (request: object): Promise<unknown> => {
      const page = await bench.service.call("ListExecutions", { stateMachineArn: MACHINE_ARN, ...request });
      return (page["executions"] as Description[]).map(({ name }) => name);
    };
    expect(await names({})).toEqual(["c", "b", "a"]);
    expect(await names({ statusFilter: "SUCCEEDED" })).toEqual(["b"]);
    expect(await names({ maxResults: 1, nextToken: "1" })).toEqual(["b"]);
  });

  test("DescribeStateMachine shows the definition as it was given", async () => {
    const described = await waiting().service.call("DescribeStateMachine", { stateMachineArn: MACHINE_ARN });
    expect(JSON.parse(String(described["definition"]))).toMatchObject({ StartAt: "A" });
  });

  test.each(["DescribeExecution", "GetExecutionHistory", "StopExecution", "RedriveExecution"])(
    "%s of an unknown execution is ExecutionDoesNotExist",
    async (action) => {
      const call = waiting().service.call(action, { executionArn: "arn:none" });
      await expect(call).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
    },
  );

  test.each(["CreateActivity", "toString", "constructor"])(
    "the action %s is not implemented, and named",
    async (action) => {
      await expect(waiting().service.call(action, {})).rejects.toThrow(`states:${action} is not implemented`);
    },
  );
});

describe("StopExecution", () => {
  test("aborts what is under way; its tokens are dead", async () => {
    const bench = waiting();
    const executionArn = await bench.start();
    await bench.service.call("StopExecution", { executionArn, error: "Cancelled", cause: "by a person" });
    expect(await bench.describe(executionArn)).toMatchObject({
      status: "ABORTED",
      error: "Cancelled",
      cause: "by a person",
    });
    expect((await bench.types(executionArn)).slice(-2)).toEqual(["TaskStateAborted", "ExecutionAborted"]);
    await expect(bench.succeed(tokenOf(bench), {})).rejects.toMatchObject({ name: "TaskTimedOut" });
  });

  test("leaves an execution that has ended as it was", async () => {
    const bench = waiting();
    const executionArn = await bench.start();
    await bench.succeed(tokenOf(bench), {});
    await bench.service.call("StopExecution", { executionArn });
    expect((await bench.describe(executionArn)).status).toBe("SUCCEEDED");
  });

  test("in the same moment as the task's success wins or loses as a whole", async () => {
    const bench = waiting();
    const executionArn = await bench.start();
    const success = bench.service.call("SendTaskSuccess", { taskToken: tokenOf(bench), output: "{}" });
    await bench.service.call("StopExecution", { executionArn });
    await bench.service.call("RedriveExecution", { executionArn });
    await success;
    await bench.host.settle();
    const types = await bench.types(executionArn);
    expect(types.slice(types.indexOf("ExecutionAborted"))).toEqual([
      "ExecutionAborted",
      "ExecutionRedriven",
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
    ]);
    expect((await bench.describe(executionArn)).status).toBe("RUNNING");
  });
});

describe("task tokens", () => {
  test("are good once", async () => {
    const bench = waiting();
    await bench.start();
    await bench.succeed(tokenOf(bench), {});
    for (const action of ["SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat"]) {
      const again = bench.service.call(action, { taskToken: tokenOf(bench), output: "{}", error: "E" });
      await expect(again).rejects.toMatchObject({ name: "TaskTimedOut" });
    }
  });

  test("of another cloud are TaskDoesNotExist, and what is no token is InvalidToken", async () => {
    const other = waiting();
    await other.start({}, "elsewhere");
    await expect(waiting().succeed(tokenOf(other), {})).rejects.toMatchObject({ name: "TaskDoesNotExist" });
    await expect(waiting().succeed("nonsense", {})).rejects.toMatchObject({ name: "InvalidToken" });
  });

  test("stay open when the output is not JSON", async () => {
    const bench = waiting();
    const arn = await bench.start();
    const wrong = bench.service.call("SendTaskSuccess", { taskToken: tokenOf(bench), output: "{" });
    await expect(wrong).rejects.toMatchObject({ name: "InvalidOutput" });
    await bench.succeed(tokenOf(bench), 1);
    expect((await bench.describe(arn)).output).toBe(1);
  });
});

describe("RedriveExecution", () => {
  const chain = (): Bench =>
    new Bench({ StartAt: "A", States: { A: { ...TASK, Next: "B" }, B: { ...TASK, TimeoutSeconds: 60, End: true } } });

  test("goes on at the failed state with its input, appends to the history and counts", async () => {
    const bench = chain();
    const arn = await bench.start();
    await bench.succeed(tokenOf(bench), { from: "A" });
    await bench.fail(tokenOf(bench), "E");
    const before = await bench.history(arn);
    await bench.redrive(arn);
    const after = await bench.history(arn);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).map(({ type }) => type)).toEqual([
      "ExecutionRedriven",
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
    ]);
    await bench.succeed(tokenOf(bench), { from: "B" });
    expect(await bench.describe(arn)).toMatchObject({ status: "SUCCEEDED", redriveCount: 1, output: { from: "B" } });
    const told = bench.host.statusChanges.map(({ status, redriveCount }) => [status, redriveCount]);
    expect(told).toEqual([
      ["RUNNING", 0],
      ["FAILED", 0],
      ["RUNNING", 1],
      ["SUCCEEDED", 1],
    ]);
  });

  test("works after a timeout and after an abort too, as often as needed", async () => {
    const bench = chain();
    const executionArn = await bench.start();
    await bench.succeed(tokenOf(bench), {});
    await bench.host.advance(60);
    await bench.redrive(executionArn);
    await bench.service.call("StopExecution", { executionArn });
    await bench.redrive(executionArn);
    await bench.succeed(tokenOf(bench), {});
    expect(await bench.describe(executionArn)).toMatchObject({ status: "SUCCEEDED", redriveCount: 2 });
  });

  test("keeps the iterations of nested Maps that succeeded, at every depth", async () => {
    const inner = { Type: "Map", ItemProcessor: { StartAt: "T", States: { T: { ...TASK, End: true } } }, End: true };
    const bench = new Bench({
      StartAt: "M",
      States: {
        M: {
          Type: "Map",
          Items: [
            [1, 2],
            [3, 4],
          ],
          ItemProcessor: { StartAt: "N", States: { N: inner } },
          End: true,
        },
      },
    });
    const arn = await bench.start();
    const [one, two, three] = [0, 1, 2].map((index) => tokenOf(bench, index));
    await bench.succeed(one ?? "", 1);
    await bench.succeed(three ?? "", 3);
    await bench.fail(two ?? "", "E");
    expect((await bench.types(arn)).slice(-3)).toEqual(["MapStateAborted", "MapStateFailed", "ExecutionFailed"]);
    await bench.redrive(arn);
    expect(bench.host.messages).toHaveLength(6);
    await bench.succeed(tokenOf(bench, 4), 2);
    await bench.succeed(tokenOf(bench, 5), 4);
    expect((await bench.describe(arn)).output).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("is refused while it runs, after success, and after 14 days", async () => {
    const bench = chain();
    const arn = await bench.start();
    await expect(bench.redrive(arn)).rejects.toMatchObject({ name: "ExecutionNotRedrivable" });
    await bench.fail(tokenOf(bench), "E");
    await bench.host.advance(14 * 86_400 + 1);
    await expect(bench.redrive(arn)).rejects.toMatchObject({ name: "ExecutionNotRedrivable" });
    expect(await bench.describe(arn)).toMatchObject({ redriveStatusReason: "Execution redrivable period exceeded" });
  });

  test("repeated with the same client token has no second effect", async () => {
    const bench = chain();
    const executionArn = await bench.start();
    await bench.fail(tokenOf(bench), "E");
    const first = await bench.service.call("RedriveExecution", { executionArn, clientToken: "c" });
    expect(await bench.service.call("RedriveExecution", { executionArn, clientToken: "c" })).toEqual(first);
    expect((await bench.describe(executionArn)).redriveCount).toBe(1);
  });
});
