// What each type of state does with its input, expressions and variables.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Bench, ROLE_ARN } from "./virtual-host.ts";

/** A machine of one Pass state with this output. */
async function evaluated(output: unknown, input: unknown = {}): Promise<unknown> {
  const bench = new Bench({ StartAt: "A", States: { A: { Type: "Pass", Output: output, End: true } } });
  const { output: result, status, cause } = await bench.run(input);
  return status === "SUCCEEDED" ? result : cause;
}

describe("expressions", () => {
  test("see the input and stand anywhere in a template", async () => {
    const output = { sum: "{% $sum($states.input.prices) %}", list: ["{% $states.input.name %}", 1], plain: "text" };
    expect(await evaluated(output, { prices: [1, 2], name: "n" })).toEqual({ sum: 3, list: ["n", 1], plain: "text" });
  });

  test("see the context object", async () => {
    const output =
      "{% $states.context.Execution.Name & ' ' & $states.context.State.Name & ' ' & $states.context.StateMachine.Name %}";
    expect(await evaluated(output)).toMatch(/^uuid-\d+ A test$/);
  });

  test.each([null, 0, "text", false, [null, { a: "{% 1 %}" }], "{% null %}"])(
    "an Output may be any JSON: %j",
    async (output) => {
      const expected = JSON.stringify(output).replace('"{% null %}"', "null").replace('"{% 1 %}"', "1");
      expect(JSON.stringify(await evaluated(output))).toBe(expected);
    },
  );

  test("fail when they return nothing", async () => {
    expect(await evaluated("{% $states.input.missing %}")).toContain("returned nothing (undefined)");
  });

  test.each([
    ["$partition([1,2,3,4,5], 2)", [[1, 2], [3, 4], [5]]],
    ["$range(0, 9, 3)", [0, 3, 6, 9]],
    ["$parse('{\"a\":[1]}')", { a: [1] }],
    ["$hash('x', 'SHA-256')", createHash("sha256").update("x").digest("hex")],
    ["$hash('x', 'MD5')", createHash("md5").update("x").digest("hex")],
    ["$uuid()", "uuid-1"],
    ["$now()", "2026-12-01T00:00:00.000Z"],
    ["$millis()", Date.parse("2026-12-01T00:00:00Z")],
    ["$random() < 1 and $random() >= 0", true],
    ["$random(7) = $random(7)", true],
    ["$count($shuffle([1,2,3]))", 3],
  ])("%s is the service's", async (expression, expected) => {
    expect(await evaluated(`{% ${expression} %}`)).toEqual(expected);
  });

  test("draw the same chance in every run of an execution of the same name", async () => {
    const draw = async (): Promise<unknown> => {
      const bench = new Bench({ StartAt: "A", States: { A: { Type: "Pass", Output: "{% $random() %}", End: true } } });
      return (await bench.describe(await bench.start({}, "same"))).output;
    };
    expect(await draw()).toBe(await draw());
  });
});

describe("variables", () => {
  test("are assigned after the state, from values before it, and reach inner branches but not back", async () => {
    const bench = new Bench({
      StartAt: "A",
      States: {
        A: { Type: "Pass", Assign: { x: 1, y: 10 }, Next: "B" },
        B: { Type: "Pass", Assign: { x: "{% $y %}", y: "{% $x %}" }, Next: "C" },
        C: {
          Type: "Map",
          Items: [1, 2],
          ItemProcessor: {
            StartAt: "D",
            States: {
              D: { Type: "Pass", Assign: { z: "{% $x + $states.input %}" }, Next: "E" },
              E: { Type: "Pass", Output: "{% $z %}", End: true },
            },
          },
          Output: { inner: "{% $states.result %}", x: "{% $x %}", y: "{% $y %}", leaked: "{% $exists($z) %}" },
          End: true,
        },
      },
    });
    const { output } = await bench.run();
    expect(output).toEqual({ inner: [11, 12], x: 10, y: 1, leaked: false });
  });
});

describe("Choice", () => {
  const machine = {
    StartAt: "A",
    States: {
      A: {
        Type: "Choice",
        Choices: [
          { Condition: "{% $states.input.n > 10 %}", Next: "Big", Output: { size: "big" }, Assign: { seen: true } },
          { Condition: "{% $states.input.n > 5 %}", Next: "Mid" },
        ],
        Default: "Small",
        Output: { size: "small" },
      },
      Big: { Type: "Succeed", Output: { size: "{% $states.input.size %}", seen: "{% $seen %}" } },
      Mid: { Type: "Succeed" },
      Small: { Type: "Succeed" },
    },
  };

  test.each([
    [11, { size: "big", seen: true }],
    [6, { n: 6 }],
    [1, { size: "small" }],
  ])("takes the first rule that holds, or the default: %i", async (n, expected) => {
    expect((await new Bench(machine).run({ n })).output).toEqual(expected);
  });

  test("fails on a condition that is no boolean", async () => {
    const states = { ...machine.States, A: { Type: "Choice", Choices: [{ Condition: "{% 1 %}", Next: "Mid" }] } };
    const { error } = await new Bench({ StartAt: "A", States: { A: states.A, Mid: states.Mid } }).run();
    expect(error).toBe("States.QueryEvaluationError");
  });
});

describe("Wait", () => {
  const waiting = (fields: object): Bench =>
    new Bench({ StartAt: "A", States: { A: { Type: "Wait", ...fields, End: true } } });

  test.each([
    [{ Seconds: 60 }, 60],
    [{ Seconds: "{% $states.input.s %}" }, 90],
    [{ Timestamp: "2026-12-01T00:02:00Z" }, 120],
    [{ Timestamp: "{% $states.input.at %}" }, 150],
    [{ Seconds: 40 * 86_400 }, 40 * 86_400],
  ])("%o lasts exactly as long as it says", async (fields, seconds) => {
    const bench = waiting(fields);
    const arn = await bench.start({ s: 90, at: "2026-12-01T00:02:30Z" });
    await bench.host.advance(seconds - 1);
    expect((await bench.describe(arn)).status).toBe("RUNNING");
    await bench.host.advance(1);
    expect((await bench.describe(arn)).status).toBe("SUCCEEDED");
  });
});

describe("Map", () => {
  const mapped = (fields: object, inner: object = { Type: "Succeed" }): Bench =>
    new Bench({
      StartAt: "A",
      States: { A: { Type: "Map", ItemProcessor: { StartAt: "I", States: { I: inner } }, ...fields, End: true } },
    });

  test("gives each iteration its item, shaped by the selector, and collects outputs in order", async () => {
    const selector = { index: "{% $states.context.Map.Item.Index %}", value: "{% $states.context.Map.Item.Value %}" };
    const { output } = await mapped({ Items: "{% $states.input.list %}", ItemSelector: selector }).run({
      list: ["a", "b"],
    });
    expect(output).toEqual([
      { index: 0, value: "a" },
      { index: 1, value: "b" },
    ]);
  });

  test("walks the entries of an object", async () => {
    const selector = { key: "{% $states.context.Map.Item.Key %}" };
    const { output } = await mapped({ ItemSelector: selector }).run({ a: 1, b: 2 });
    expect(output).toEqual([{ key: "a" }, { key: "b" }]);
  });

  test("of nothing succeeds with nothing", async () => {
    expect((await mapped({}).run([])).output).toEqual([]);
  });

  test("runs no more than MaxConcurrency iterations at once, and the next as soon as one is done", async () => {
    const wait = { Type: "Wait", Seconds: "{% $states.input %}", End: true };
    const bench = mapped({ MaxConcurrency: 2 }, wait);
    const arn = await bench.start([10, 1, 1, 1]);
    const begun = async (): Promise<number> =>
      (await bench.types(arn)).filter((type) => type === "MapIterationStarted").length;
    expect(await begun()).toBe(2);
    await bench.host.advance(1);
    expect(await begun()).toBe(3);
    await bench.host.advance(9);
    expect((await bench.describe(arn)).output).toEqual([10, 1, 1, 1]);
  });
});

test("Parallel runs its branches on the same input and collects their outputs", async () => {
  const branch = (output: string): object => ({
    StartAt: output,
    States: { [output]: { Type: "Pass", Output: { output }, End: true } },
  });
  const bench = new Bench({
    StartAt: "A",
    States: { A: { Type: "Parallel", Branches: [branch("x"), branch("y")], End: true } },
  });
  expect((await bench.run()).output).toEqual([{ output: "x" }, { output: "y" }]);
});

describe("Task", () => {
  const task = (fields: object): Bench =>
    new Bench({ StartAt: "A", States: { A: { Type: "Task", ...fields, End: true } } });

  test("sends a message under the machine's role and goes on with the answer", async () => {
    const parameters = { QueueUrl: "http://q", MessageBody: { n: "{% $states.input.n %}" }, MessageGroupId: "g" };
    const bench = task({ Resource: "arn:aws:states:::sqs:sendMessage", Arguments: parameters });
    const { output } = await bench.run({ n: 5 });
    expect(bench.host.messages).toEqual([{ ...parameters, MessageBody: { n: 5 }, roleArn: ROLE_ARN }]);
    expect(output).toEqual({ MessageId: "m-1", MD5OfMessageBody: "0" });
  });

  test("waits for the token it sent, and its output is what came with it", async () => {
    const bench = task({
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Arguments: { QueueUrl: "http://q", MessageBody: "{% $states.context.Task.Token %}" },
    });
    const arn = await bench.start();
    expect((await bench.describe(arn)).status).toBe("RUNNING");
    await bench.succeed(String(bench.host.messages[0]?.MessageBody), { fine: true });
    expect((await bench.describe(arn)).output).toEqual({ fine: true });
  });

  test("invokes a function by service integration", async () => {
    const bench = task({
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: "arn:f", Payload: { a: 1 } },
      Output: "{% $states.result.Payload %}",
    });
    bench.host.onInvoke = (arn, payload) => ({ arn, payload });
    expect((await bench.run()).output).toEqual({ arn: "arn:f", payload: { a: 1 } });
  });

  test("invokes a function by its ARN, with the input where nothing else is said", async () => {
    const bench = task({ Resource: "arn:aws:lambda:us-east-1:000000000000:function:f" });
    bench.host.onInvoke = (_, payload) => payload;
    const arn = await bench.start({ a: 1 });
    expect((await bench.describe(arn)).output).toEqual({ a: 1 });
    expect(await bench.types(arn)).toContain("LambdaFunctionSucceeded");
  });

  test("refuses an argument that is not implemented, by name", async () => {
    const parameters = { QueueUrl: "http://q", MessageBody: "x", MessageSystemAttributes: {} };
    const { cause } = await task({ Resource: "arn:aws:states:::sqs:sendMessage", Arguments: parameters }).run();
    expect(cause).toContain("MessageSystemAttributes");
  });
});
