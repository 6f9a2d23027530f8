// What becomes of errors: Retry, Catch, timeouts, heartbeats, limits, and which names match which.
import { describe, expect, test } from "vitest";
import { UNREACHED } from "../../../local/step-functions/host.ts";
import { Bench } from "./virtual-host.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";
const WAIT = {
  Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  Arguments: { QueueUrl: "http://q", MessageBody: "{% $states.context.Task.Token %}" },
};

function task(fields: object, others: object = {}): Bench {
  return new Bench({
    StartAt: "A",
    States: { A: { Type: "Task", Resource: FUNCTION, ...fields, End: true }, ...others },
  });
}

function failing(bench: Bench, times: number, name = "Boom"): () => number {
  let calls = 0;
  bench.host.onInvoke = () => {
    calls += 1;
    if (calls <= times) throw Object.assign(new Error("why"), { name });
    return "ok";
  };
  return () => calls;
}

describe("Retry", () => {
  test("waits longer each time and no longer than MaxDelaySeconds", async () => {
    const retry = { ErrorEquals: ["Boom"], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 10 };
    const bench = task({ Retry: [retry] });
    const calls = failing(bench, 9);
    const arn = await bench.start();
    const seen = [calls()];
    for (const seconds of [2, 6, 10]) {
      await bench.host.advance(seconds - 1);
      seen.push(calls());
      await bench.host.advance(1);
      seen.push(calls());
    }
    expect(seen).toEqual([1, 1, 2, 2, 3, 3, 4]);
    expect(await bench.describe(arn)).toMatchObject({ status: "FAILED", error: "Boom", cause: "why" });
  });

  test("with jitter waits some part of the delay, the same in every run", async () => {
    const delays = await Promise.all(
      [1, 2].map(async () => {
        const bench = task({
          Retry: [{ ErrorEquals: ["Boom"], IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: "FULL" }],
        });
        failing(bench, 1);
        const arn = await bench.start({}, "jitter");
        await bench.host.advance(100);
        const events = await bench.history(arn);
        return events.filter((event) => event.type === "LambdaFunctionScheduled").map((event) => event.timestamp);
      }),
    );
    const [first, second] = delays[0] ?? [];
    expect((second ?? 0) - (first ?? 0)).toBeLessThan(100);
    expect(delays[0]).toEqual(delays[1]);
  });

  test("counts each retrier for itself and tells the state its count", async () => {
    const bench = task({
      Arguments: "{% $states.context.State.RetryCount %}",
      Retry: [
        { ErrorEquals: ["A"], MaxAttempts: 1, IntervalSeconds: 1 },
        { ErrorEquals: ["States.ALL"], MaxAttempts: 1, IntervalSeconds: 1 },
      ],
    });
    const names = ["A", "B"];
    const counts: unknown[] = [];
    bench.host.onInvoke = (_, count) => {
      counts.push(count);
      const name = names.shift();
      if (name !== undefined) throw Object.assign(new Error(), { name });
      return "ok";
    };
    const arn = await bench.start();
    await bench.host.advance(2);
    expect(counts).toEqual([0, 1, 2]);
    expect((await bench.describe(arn)).status).toBe("SUCCEEDED");
  });

  test("of a Map begins all its iterations anew", async () => {
    const bench = new Bench({
      StartAt: "M",
      States: {
        M: {
          Type: "Map",
          Items: [1, 2],
          MaxConcurrency: 1,
          ItemProcessor: { StartAt: "A", States: { A: { Type: "Task", Resource: FUNCTION, End: true } } },
          Retry: [{ ErrorEquals: ["Boom"], IntervalSeconds: 1 }],
          End: true,
        },
      },
    });
    const inputs: unknown[] = [];
    bench.host.onInvoke = (_, input) => {
      inputs.push(input);
      if (inputs.length === 2) throw Object.assign(new Error(), { name: "Boom" });
      return input;
    };
    const arn = await bench.start();
    await bench.host.advance(1);
    expect(inputs).toEqual([1, 2, 1, 2]);
    expect((await bench.describe(arn)).output).toEqual([1, 2]);
  });
});

describe("Catch", () => {
  test("goes on with the error, its own output and variables", async () => {
    const bench = task(
      {
        Catch: [
          {
            ErrorEquals: ["States.TaskFailed"],
            Next: "B",
            Assign: { name: "{% $states.errorOutput.Error %}" },
            Output: { cause: "{% $states.errorOutput.Cause %}", input: "{% $states.input %}" },
          },
        ],
      },
      { B: { Type: "Pass", Output: { name: "{% $name %}", before: "{% $states.input %}" }, End: true } },
    );
    failing(bench, 1);
    const { output } = await bench.run({ n: 1 });
    expect(output).toEqual({ name: "Boom", before: { cause: "why", input: { n: 1 } } });
  });

  test.each([
    ["States.ALL", "Anything", true],
    ["States.TaskFailed", "Anything", true],
    ["States.TaskFailed", "States.Timeout", false],
    ["States.ALL", "States.DataLimitExceeded", false],
    ["States.ALL", "States.Runtime", false],
    ["Other", "Anything", false],
  ])("of %s takes %s: %s", async (errorEquals, name, taken) => {
    const bench = task({ Catch: [{ ErrorEquals: [errorEquals], Next: "B" }] }, { B: { Type: "Succeed" } });
    failing(bench, 1, name);
    expect((await bench.run()).status).toBe(taken ? "SUCCEEDED" : "FAILED");
  });

  test("takes a failed expression, which history shows with its place", async () => {
    const bench = task(
      {
        Arguments: "{% $states.input.missing %}",
        Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "B" }],
      },
      { B: { Type: "Succeed" } },
    );
    const arn = await bench.start();
    const failed = (await bench.history(arn)).find((event) => event.type === "EvaluationFailed");
    expect(failed?.["evaluationFailedEventDetails"]).toMatchObject({
      state: "A",
      error: "States.QueryEvaluationError",
    });
    expect((await bench.describe(arn)).status).toBe("SUCCEEDED");
  });
});

test("Fail ends the execution with its error and cause, expressions too", async () => {
  const states = { A: { Type: "Fail", Error: "Custom", Cause: "{% 'order ' & $states.input.id %}" } };
  const result = await new Bench({ StartAt: "A", States: states }).run({ id: "o-1" });
  expect(result).toMatchObject({ status: "FAILED", error: "Custom", cause: "order o-1" });
});

describe("timeouts", () => {
  test("end a task with States.Timeout and kill its token", async () => {
    const bench = task({ ...WAIT, TimeoutSeconds: "{% $states.input.limit %}" });
    const arn = await bench.start({ limit: 30 });
    await bench.host.advance(30);
    expect(await bench.describe(arn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    expect((await bench.types(arn)).slice(-2)).toEqual(["TaskTimedOut", "ExecutionFailed"]);
    await expect(bench.succeed(String(bench.host.messages[0]?.MessageBody), {})).rejects.toMatchObject({
      name: "TaskTimedOut",
    });
  });

  test("of the machine end the execution TIMED_OUT, whatever it does", async () => {
    const states = { A: { Type: "Task", ...WAIT, End: true } };
    const bench = new Bench({ StartAt: "A", TimeoutSeconds: 100, States: states });
    const arn = await bench.start();
    await bench.host.advance(100);
    expect((await bench.describe(arn)).status).toBe("TIMED_OUT");
    expect((await bench.types(arn)).slice(-2)).toEqual(["TaskStateAborted", "ExecutionTimedOut"]);
    expect(bench.host.statusChanges.at(-1)).toMatchObject({ status: "TIMED_OUT" });
    expect(bench.host.timerCount).toBe(0);
  });

  test("a missed heartbeat is a timeout that Catch knows by its own name; a heartbeat starts it again", async () => {
    const bench = task(
      { ...WAIT, HeartbeatSeconds: 10, Catch: [{ ErrorEquals: ["States.HeartbeatTimeout"], Next: "B" }] },
      { B: { Type: "Succeed" } },
    );
    const arn = await bench.start();
    await bench.host.advance(9);
    await bench.service.call("SendTaskHeartbeat", { taskToken: bench.host.messages[0]?.MessageBody });
    await bench.host.advance(9);
    expect((await bench.describe(arn)).status).toBe("RUNNING");
    await bench.host.advance(1);
    expect((await bench.describe(arn)).output).toEqual({ Error: "States.Timeout", Cause: "" });
  });

  test("a heartbeat does not prolong the task's own limit", async () => {
    const bench = task({ ...WAIT, HeartbeatSeconds: 10, TimeoutSeconds: 15 });
    const arn = await bench.start();
    await bench.host.advance(9);
    await bench.service.call("SendTaskHeartbeat", { taskToken: bench.host.messages[0]?.MessageBody });
    await bench.host.advance(6);
    expect((await bench.describe(arn)).status).toBe("FAILED");
  });
});

describe("limits", () => {
  test("an output above 256 KiB fails with States.DataLimitExceeded", async () => {
    const bench = task({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] }, { B: { Type: "Succeed" } });
    bench.host.onInvoke = () => "x".repeat(262_145);
    expect(await bench.run()).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
  });

  test("the 25,000th history event is the execution's failure, and nothing can be redriven then", async () => {
    const bench = new Bench({
      StartAt: "A",
      States: {
        A: { Type: "Choice", Choices: [{ Condition: "{% false %}", Next: "B" }], Default: "A" },
        B: { Type: "Succeed" },
      },
    });
    const arn = await bench.start();
    while ((await bench.describe(arn)).status === "RUNNING") await bench.host.settle();
    const events = await bench.history(arn);
    expect(events).toHaveLength(25_000);
    expect(events.at(-1)?.type).toBe("ExecutionFailed");
    expect(await bench.describe(arn)).toMatchObject({ redriveStatus: "NOT_REDRIVABLE" });
  });

  test("a queue that cannot be reached is an SQS error, recorded as a failed submission", async () => {
    const bench = task(WAIT);
    bench.host.onMessage = () => {
      throw Object.assign(new Error("no such queue"), { name: "QueueDoesNotExist" });
    };
    const arn = await bench.start();
    expect(await bench.describe(arn)).toMatchObject({ error: "SQS.QueueDoesNotExistException" });
    expect(await bench.types(arn)).toContain("TaskSubmitFailed");
  });
});

describe("what AWS records", () => {
  test("a Fail without Error fails without one, and States.ALL catches it", async () => {
    const inner = { StartAt: "F", States: { F: { Type: "Fail", Cause: "no name" } } };
    const alone = await new Bench(inner).run();
    expect(alone).toMatchObject({ status: "FAILED", cause: "no name" });
    expect(alone).not.toHaveProperty("error");
    const caught = await new Bench({
      StartAt: "P",
      States: {
        P: {
          Type: "Parallel",
          Branches: [inner],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught", Output: "{% $states.errorOutput %}" }],
          End: true,
        },
        Caught: { Type: "Succeed" },
      },
    }).run();
    expect(caught).toMatchObject({ status: "SUCCEEDED", output: { Cause: "no name" } });
    expect(caught.output).not.toHaveProperty("Error");
  });

  const waiting = (fields: object): object => ({ StartAt: "W", States: { W: { Type: "Wait", ...fields, End: true } } });

  test.each([
    "2026-12-01",
    "2026-12-01 00:02:00Z",
    "2026-12-01T00:02:00",
    "2026-12-01T00:02Z",
    "Dec 1, 2026",
    "05-12-2026T21:29:29Z",
    "2026-13-05T21:29:29Z",
    "2026-02-30T21:29:29Z",
    "2026-12-05T25:29:29Z",
    "2026-12-05T24:00:00Z",
    "2026-12-05T21:29:29+19:00",
    "2026-12-05t21:29:29z",
  ])("a Wait takes no timestamp like %s, written or told", async (Timestamp) => {
    const bench = new Bench(waiting({ Timestamp: `{% "${Timestamp}" %}` }));
    expect(await bench.run()).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
    expect(() => new Bench(waiting({ Timestamp }))).toThrow("Timestamp does not match RFC3339 timestamp");
  });

  test.each(["2020-02-29T00:00:00.123456789Z", "2020-12-05T21:29:29+05:30"])("a Wait takes %s", async (Timestamp) => {
    const bench = new Bench(waiting({ Timestamp }));
    const arn = await bench.start();
    await bench.host.advance(0);
    expect(await bench.describe(arn)).toMatchObject({ status: "SUCCEEDED" });
  });

  test.each([-1, 1.5, 100_000_000])("a Wait takes no Seconds of %d, written or told", async (Seconds) => {
    const bench = new Bench(waiting({ Seconds: `{% ${String(Seconds)} %}` }));
    expect(await bench.run()).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
    expect(() => new Bench(waiting({ Seconds }))).toThrow("Seconds must be a whole number from 0 to 99999999");
  });

  test("a send that nothing answered is SQS.SdkClientException, whatever becomes of the message", async () => {
    const bench = task(WAIT);
    bench.host.onMessage = () => {
      throw Object.assign(new Error("connect timed out"), { name: UNREACHED });
    };
    const arn = await bench.start();
    expect(await bench.describe(arn)).toMatchObject({ error: "SQS.SdkClientException", cause: "connect timed out" });
  });
});
