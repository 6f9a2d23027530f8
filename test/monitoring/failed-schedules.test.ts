// A run of each schedule that fails every time, as the embedded cloud carries out the deployed template: it lies in a queue that
// `dead-letters` lists, with the function and the reason, and the alarm for it rings until somebody has seen to it.
import type { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, test, vi } from "vitest";
import { ParkedMessages } from "../../adapters/aws/parked-messages.ts";
import { deadLettersOutput } from "../../contracts/deployment.ts";
import { Guard } from "../../local/iam/guard.ts";
import { AsyncInvocations } from "../../local/lambda/async-invocations.ts";
import { provisionAsyncInvocations } from "../../local/provision/provision-async-invocations.ts";
import { provisionIam } from "../../local/provision/provision-iam.ts";
import { AlarmWorld, template } from "./alarm-world.ts";

const ALARM = "apex-bulk-EventsAreLost";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Every function that a schedule calls fails. */
function failingWorld() {
  const world = new AlarmWorld();
  const guard = new Guard(() => undefined);
  let tries = 0;
  const invocations = new AsyncInvocations({
    clock: world.clock,
    invoke: () => {
      tries += 1;
      return Promise.resolve({ ok: false, error: { errorType: "Error", errorMessage: "no table", trace: [] } });
    },
    send: (queueArn, message) => world.sqs.send(world.sqs.byArn(queueArn), message),
  });
  provisionIam(template(), guard);
  provisionAsyncInvocations(template(), invocations, guard);
  const client = {
    send: (command: { readonly constructor: { readonly name: string }; readonly input: object }) =>
      world.sqs.call(command.constructor.name.replace("Command", ""), { ...command.input }),
  } as unknown as SQSClient;
  return { world, invocations, parked: new ParkedMessages(client), tries: () => tries };
}

async function pass(world: AlarmWorld, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    world.run(1);
  }
}

test("what all schedules called in vain is parked, told, and stays until it is dropped", async () => {
  const { world, invocations, parked, tries } = failingWorld();
  const schedules = template().ofType("AWS::Scheduler::Schedule");
  for (const { properties } of schedules) {
    const target = properties["Target"] as { Arn: string; Input: string };
    invocations.accept(target.Arn, target.Input);
  }
  await pass(world, 10);
  expect(schedules.length).toBeGreaterThanOrEqual(3);
  expect(tries()).toBe(3 * schedules.length);
  expect(world.firing()).toContain(ALARM);

  const url = template().outputs[deadLettersOutput("undelivered")]!;
  const { messages } = await parked.look(url);
  const called = schedules.map(
    ({ properties }) => (properties["Target"] as { Arn: string }).Arn.split(":function:")[1]!,
  );
  expect(messages.map(({ concerns }) => concerns).sort()).toEqual(
    called.map((name) => `${name}, RetriesExhausted`).sort(),
  );
  expect(new Set(called.map((name) => name.replace(/[0-9A-F]{8}:live$/, "")))).toEqual(
    new Set(["ApexBulkPipeline-Sync", "ApexBulkPipeline-FeedsFeed"]),
  );

  await pass(world, 60);
  expect(world.firing()).toContain(ALARM);
  await parked.drop(url, new Set(messages.map(({ messageId }) => messageId)));
  await pass(world, 10);
  expect(world.firing()).not.toContain(ALARM);
});
