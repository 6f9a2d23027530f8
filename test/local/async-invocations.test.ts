// Asynchronous invocations that fail: tried again after one and two minutes, then told to the on-failure destination and the
// dead-letter queue; a schedule's target is such an invocation.
import { expect, test } from "vitest";
import { ASYNC_DEFAULTS, AsyncInvocations, type AsyncSettings } from "../../local/lambda/async-invocations.ts";
import { provisionIam } from "../../local/provision/provision-iam.ts";
import { provisionAsyncInvocations } from "../../local/provision/provision-async-invocations.ts";
import { Guard } from "../../local/iam/guard.ts";
import { readAssembly } from "../../local/template/assembly.ts";
import { readResources } from "../../local/template/read-resources.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { allow, att, functionResources, ref, writeAssembly } from "./tiny-assembly.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:sync";
const MINUTE = 60_000;

function setUp(failures: number, settings: Partial<AsyncSettings> = {}) {
  const clock = new VirtualClock();
  const began = clock.now();
  const at: number[] = [];
  const sent: [string, any][] = [];
  const invocations = new AsyncInvocations({
    clock,
    invoke: () => {
      at.push((clock.now() - began) / MINUTE);
      const error = { errorType: "Boom", errorMessage: "why", trace: [] };
      return Promise.resolve(at.length <= failures ? { ok: false, error } : { ok: true, payload: null });
    },
    send: (queueArn, message) => sent.push([queueArn, message]),
  });
  invocations.configure(`${ARN}:$LATEST`, { ...ASYNC_DEFAULTS, ...settings });
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(MINUTE);
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { invocations, at, sent, pass };
}

test("a failure is tried again after one minute and after two more, then no more", async () => {
  const { invocations, at, sent, pass } = setUp(9);
  invocations.accept(ARN, "{}");
  await pass(10);
  expect([at, sent]).toEqual([[0, 1, 3], []]);
});

test("a success ends the tries", async () => {
  const { invocations, at, pass } = setUp(1);
  invocations.accept(ARN, "{}");
  await pass(10);
  expect(at).toEqual([0, 1]);
});

test("what fails for good is told to the destination with its payload, and to the dead-letter queue as it was", async () => {
  const { invocations, at, sent, pass } = setUp(9, {
    retriesMax: 1,
    onFailureArn: "arn:failed",
    deadLetterArn: "arn:dead",
  });
  invocations.accept(ARN, '{"kind":"nightly"}');
  await pass(10);
  expect(at).toEqual([0, 1]);
  const [[failedTo, failed], [deadTo, dead]] = sent as [[string, any], [string, any]];
  expect([failedTo, deadTo]).toEqual(["arn:failed", "arn:dead"]);
  expect(JSON.parse(failed.MessageBody)).toMatchObject({
    requestContext: { functionArn: `${ARN}:$LATEST`, condition: "RetriesExhausted", approximateInvokeCount: 2 },
    requestPayload: { kind: "nightly" },
    responsePayload: { errorType: "Boom", errorMessage: "why" },
  });
  expect(dead).toMatchObject({
    MessageBody: '{"kind":"nightly"}',
    MessageAttributes: { ErrorMessage: { StringValue: "why" } },
  });
});

test("an event that grew too old is not tried again", async () => {
  const { invocations, at, sent, pass } = setUp(9, { ageSecondsMax: 90, onFailureArn: "arn:failed" });
  invocations.accept(ARN, "{}");
  await pass(10);
  expect(at).toEqual([0, 1]);
  expect(JSON.parse(sent[0]?.[1].MessageBody).requestContext.condition).toBe("EventAgeExceeded");
});

test("a stopped cloud tries nothing again", async () => {
  const { invocations, at, pass } = setUp(9);
  invocations.accept(ARN, "{}");
  await pass(0);
  invocations.stop();
  await pass(10);
  expect(at).toEqual([0]);
});

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:dead";
const FAILED = "arn:aws:sqs:us-east-1:000000000000:failed";

/** A function `sync` with a dead-letter queue and no retries, as a template has it; and its alias, tried once more. */
function provisioned(statements: readonly object[], aliasQualifier = "live") {
  const resources = {
    ...functionResources("Sync", {
      key: "sync",
      statements,
      properties: { FunctionName: "sync", DeadLetterConfig: { TargetArn: QUEUE } },
    }),
    Config: {
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: { FunctionName: ref("Sync"), Qualifier: "$LATEST", MaximumRetryAttempts: 0 },
    },
    Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: ref("Sync") } },
    Live: {
      Type: "AWS::Lambda::Alias",
      Properties: { FunctionName: ref("Sync"), FunctionVersion: att("Version", "Version"), Name: "live" },
    },
    LiveConfig: {
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: {
        FunctionName: ref("Sync"),
        Qualifier: aliasQualifier,
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: FAILED } },
      },
    },
  };
  const stacks = readAssembly(
    writeAssembly({ name: "App", handlers: { sync: "export const handler = 1;" }, resources }),
  );
  const set = readResources(stacks, { endpoint: "http://127.0.0.1:1", apis: new Map() });
  const guard = new Guard(() => undefined);
  const world = setUp(9);
  provisionIam(set, guard);
  provisionAsyncInvocations(set, world.invocations, guard);
  return world;
}

test("the template says how often, and where to", async () => {
  const { invocations, at, sent, pass } = provisioned([allow("sqs:SendMessage", [QUEUE, FAILED])]);
  invocations.accept(ARN, "{}");
  await pass(10);
  expect([at, sent.map(([to]) => to)]).toEqual([[0], [QUEUE]]);
});

test("a role that may not send to its own dead-letter queue stops the start", () => {
  expect(() => provisioned([])).toThrow("sqs:SendMessage");
});

test("an alias has settings of its own, and the function's dead-letter queue", async () => {
  const { invocations, at, sent, pass } = provisioned([allow("sqs:SendMessage", [QUEUE, FAILED])]);
  invocations.accept(`${ARN}:live`, "{}");
  await pass(10);
  expect([at, sent.map(([to]) => to)]).toEqual([
    [0, 1],
    [FAILED, QUEUE],
  ]);
  expect(JSON.parse(sent[0]?.[1].MessageBody).requestContext.functionArn).toBe(`${ARN}:live`);
});

test("settings of an alias that is not there stop the start", () => {
  expect(() => provisioned([allow("sqs:SendMessage", [QUEUE, FAILED])], "blue")).toThrow("no version or alias blue");
});
