// Every alarm of the template goes off once, for the trouble that it is there for, tells its topic, and tells again when it is
// over. In calm times none does. Our own metrics come from the code that tells them.
import { afterEach, describe, expect, test, vi } from "vitest";
import { CONTINUATIONS_MAX } from "../../contracts/limits.ts";
import { consumeBatch } from "../../adapters/runtime/queue-batch.ts";
import { measureCall } from "../../pipeline/partner/measure-call.ts";
import { SyncGauges } from "../../lambdas/sync/sync-gauges.ts";
import { makeAnswerDeadLetters } from "../../lambdas/dead-letters/answer-dead-letters.ts";
import { endWorld } from "../fakes/end-world.ts";
import { NightWorld } from "../fakes/night-world.ts";
import { pipelineWorld, sqsEvent, taskEvent } from "../fakes/pipeline-world.ts";
import { alarmNames, AlarmWorld } from "./alarm-world.ts";

const HOUR = 60;

interface Scenario {
  /** So long the trouble lasts. */
  readonly minutes: number;
  readonly trouble: (world: AlarmWorld, minute: number) => void;
  /** What no longer comes while it lasts. */
  readonly without?: "sync" | "certificate" | "callbacks" | "partner";
  /** Ends what does not end by itself. */
  readonly end?: (world: AlarmWorld) => void;
  /** Prepared before, by real code. */
  readonly prepare?: (world: AlarmWorld) => Promise<void>;
}

const answered = { kind: "answered", response: {} } as never;
const unanswered = { kind: "unknown", cause: "timeout", stale: false } as const;
const throttled = { kind: "noEffect", cause: "status429", throttled: true, retryAfterSeconds: 1 } as const;

/** What happens on any day. */
function calm(world: AlarmWorld, minute: number, without?: Scenario["without"]): void {
  if (minute % 5 === 0 && without !== "partner") {
    world.emit((meter) => {
      measureCall(meter, "createQuote", answered, 200);
    });
    for (const name of ["StagesQuote", "EntranceIntake", "Sync"]) {
      world.cloudWatch.services.invoked(world.refOf("AWS::Lambda::Function", name), { millis: 900, failed: false });
    }
  }
  if (minute % 15 === 0 && without !== "sync") {
    world.emit((meter) => {
      new SyncGauges(world.clock.now(), []).publish(meter);
      meter.add("SyncRuns", 1, { kind: "quarterHour" });
    });
  }
  if (minute % HOUR === 0) {
    world.emit((meter) => {
      if (without !== "callbacks") meter.add("CallbacksTaken", 1);
      if (without !== "certificate") meter.add("CertificateWritten", 1);
    });
  }
}

/** A gauge of the sync, from its own class, with one order in it. */
const gaugeOf =
  (order: Record<string, unknown>, hours: number) =>
  (world: AlarmWorld, minute: number): void => {
    if (minute % 15 !== 0) return;
    const gauges = new SyncGauges(world.clock.now(), []);
    gauges.order({ ...order, updatedAt: new Date(world.clock.now() - hours * 3_600_000).toISOString() } as never);
    world.emit((meter) => {
      gauges.publish(meter);
      meter.add("SyncRuns", 1, { kind: "quarterHour" });
    });
  };
const once =
  (happen: (world: AlarmWorld) => void) =>
  (world: AlarmWorld, minute: number): void => {
    if (minute === 0) happen(world);
  };
const each5 =
  (happen: (world: AlarmWorld) => void) =>
  (world: AlarmWorld, minute: number): void => {
    if (minute % 5 === 0) happen(world);
  };
const call = (outcome: Parameters<typeof measureCall>[2]) => (world: AlarmWorld) => {
  world.emit((meter) => {
    measureCall(meter, "createQuote", outcome, 30_000);
  });
};
const invoked = (id: string, run: { millis: number; failed: boolean }) => (world: AlarmWorld) => {
  world.cloudWatch.services.invoked(world.refOf("AWS::Lambda::Function", id), run);
};
const throttledFunction = (id: string) => (world: AlarmWorld) => {
  world.cloudWatch.services.throttled(world.refOf("AWS::Lambda::Function", id));
};
const lies = (queue: string) => (world: AlarmWorld, minute: number) => {
  if (minute === 0) world.send(queue);
};
const purged = (queue: string) => (world: AlarmWorld) => {
  world.queue(queue).purge();
};
const put = (namespace: string, name: string, dimensions: Record<string, string>) => (world: AlarmWorld) => {
  world.cloudWatch.store.put({ namespace, name, dimensions }, [1], world.clock.now());
};

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  FilesGetNoReceipt: {
    minutes: 20,
    without: "sync",
    trouble: (world, minute) => {
      if (minute % 15 !== 0) return;
      const gauges = new SyncGauges(world.clock.now(), []);
      gauges.file({ isStuck: true });
      world.emit((meter) => {
        gauges.publish(meter);
        meter.add("SyncRuns", 1, { kind: "quarterHour" });
      });
    },
  },
  EntranceStandsStill: { minutes: 75, trouble: lies("FilesDropsQueue"), end: purged("FilesDropsQueue") },
  EntranceParksMessages: {
    minutes: 10,
    trouble: lies("EntranceOrdersDeadLetters"),
    end: purged("EntranceOrdersDeadLetters"),
  },
  StagesStandStill: {
    minutes: 130,
    trouble: lies("StagesEnrichMessagesQueue"),
    end: purged("StagesEnrichMessagesQueue"),
  },
  OrdersStandStill: { minutes: 20, without: "sync", trouble: gaugeOf({ status: "inProgress", stage: "enrich" }, 4) },
  OrdersNeedAPerson: {
    minutes: 20,
    without: "sync",
    trouble: gaugeOf({ status: "held", stage: "quote", reason: { code: "outcomeUnknown" } }, 1),
  },
  WorkIsPausedLong: {
    minutes: 20,
    without: "sync",
    trouble: (world, minute) => {
      if (minute % 15 !== 0) return;
      const since = new Date(world.clock.now() - 25 * 3_600_000).toISOString();
      world.emit((meter) => {
        new SyncGauges(world.clock.now(), [{ scope: "stage", name: "quote", since }]).publish(meter);
        meter.add("SyncRuns", 1, { kind: "quarterHour" });
      });
    },
  },
  StagesParkMessages: {
    minutes: 10,
    trouble: () => undefined,
    prepare: async (world) => {
      const { world: orders } = await endWorld({});
      const event = taskEvent({ stage: "handoff" });
      await makeAnswerDeadLetters(orders)(event, orders.invocation);
      world.replay(orders.meter);
    },
  },
  ParkedMessagesHaveNoAnswer: {
    minutes: 25,
    trouble: lies("StagesQuoteMessagesDeadLetters"),
    end: purged("StagesQuoteMessagesDeadLetters"),
  },
  PartnerOutOfReach: { minutes: 15, without: "partner", trouble: each5(call(unanswered)) },
  PartnerRefusesCredentials: { minutes: 10, trouble: once(call({ kind: "unauthorized" })) },
  PartnerSlowsUsDown: { minutes: 20, trouble: each5(call(throttled)) },
  CallbacksAreSilent: {
    minutes: 6 * HOUR,
    without: "callbacks",
    trouble: gaugeOf({ status: "pending", stage: "contract" }, 2),
  },
  CallbacksFail: {
    minutes: 10,
    trouble: once((world) => {
      world.cloudWatch.services.answered(world.refOf("AWS::ApiGatewayV2::Api", "CallbacksApi"), 500);
    }),
  },
  FrontDoorFails: {
    minutes: 10,
    trouble: once((world) => {
      world.cloudWatch.services.answered(world.refOf("AWS::ApiGatewayV2::Api", "FrontDoorApi"), 500);
    }),
  },
  "RequestsAreRefused, callbacks": {
    minutes: 10,
    trouble: once((world) => {
      const api = world.refOf("AWS::ApiGatewayV2::Api", "CallbacksApi");
      for (let n = 0; n < 25; n += 1) world.cloudWatch.services.answered(api, 401);
    }),
  },
  "RequestsAreRefused, front door": {
    minutes: 10,
    trouble: once((world) => {
      const api = world.refOf("AWS::ApiGatewayV2::Api", "FrontDoorApi");
      for (let n = 0; n < 60; n += 1) world.cloudWatch.services.answered(api, 401);
    }),
  },
  MessagesFail: {
    minutes: 10,
    trouble: () => undefined,
    prepare: async (world) => {
      const stage = pipelineWorld();
      const answer = await consumeBatch(stage, sqsEvent({ body: "{}" }), stage.invocation, () =>
        Promise.reject(new Error("a bug")),
      );
      // As Lambda sees it, the invocation succeeded.
      expect(answer.batchItemFailures).toHaveLength(1);
      world.replay(stage.meter);
    },
  },
  StageFunctionsFail: { minutes: 10, trouble: once(invoked("StagesHandoff", { millis: 120_000, failed: true })) },
  EdgeFunctionsFail: { minutes: 10, trouble: once(invoked("EntranceIntake", { millis: 1, failed: true })) },
  StageFunctionsAreThrottled: { minutes: 20, trouble: each5(throttledFunction("StagesCredit")) },
  EdgeFunctionsAreThrottled: { minutes: 10, trouble: once(throttledFunction("CallbacksCallback")) },
  StageFunctionsTakeLong: {
    minutes: 20,
    trouble: each5(invoked("StagesEnrich", { millis: 115_000, failed: false })),
  },
  EdgeFunctionsTakeLong: { minutes: 20, trouble: each5(invoked("Sync", { millis: 890_000, failed: false })) },
  "ContinuationsAreDropped, by Lambda": {
    minutes: 10,
    trouble: once((world) => {
      world.cloudWatch.services.recursionDropped(world.refOf("AWS::Lambda::Function", "StagesQuote"));
    }),
  },
  "ContinuationsAreDropped, a chain half the way to its end": {
    minutes: 10,
    trouble: () => undefined,
    prepare: async (world) => {
      const goOn = async (chainLength: number): Promise<void> => {
        const stage = pipelineWorld();
        const event = sqsEvent({ body: "{}", chainLength });
        const again = { kind: "goOn", code: "partnerUnavailable", afterSeconds: 15 } as const;
        await consumeBatch(stage, event, stage.invocation, () => Promise.resolve(again));
        world.replay(stage.meter);
      };
      // What a day of outage may make rings nothing.
      await goOn(CONTINUATIONS_MAX / 2 - 1);
      world.run(5);
      if (world.firing().length > 0) throw new Error(`a shorter chain rings ${world.firing().join(", ")}`);
      await goOn(CONTINUATIONS_MAX / 2);
    },
  },
  ExecutionsDie: {
    minutes: 10,
    trouble: () => undefined,
    prepare: async (world) => {
      const { world: orders, settle, ended } = await endWorld({});
      await settle(ended("TIMED_OUT"));
      world.replay(orders.meter);
    },
  },
  "OrdersAreThrottled, executions": {
    minutes: 20,
    trouble: each5((world) => {
      world.cloudWatch.services.executionThrottled(
        world.refOf("AWS::StepFunctions::StateMachine", "OrderWorkflowMachine"),
      );
    }),
  },
  "OrdersAreThrottled, table": {
    minutes: 20,
    trouble: each5((world) => {
      const table = world.refOf("AWS::DynamoDB::Table", "Orders");
      put("AWS/DynamoDB", "WriteThrottleEvents", { TableName: table, GlobalSecondaryIndexName: "byFile" })(world);
    }),
  },
  SyncIsSilent: { minutes: 65, without: "sync", trouble: () => undefined },
  NoNightlyCertificate: { minutes: 28 * HOUR, without: "certificate", trouble: () => undefined },
  SyncFindsBreaks: {
    minutes: 10,
    trouble: () => undefined,
    prepare: async (world) => {
      // A calm night first: neither its certificate nor its zeros ring.
      const night = new NightWorld();
      await night.night();
      world.replay(night.meter);
      world.run(5);
      if (world.firing().length > 0) throw new Error(`a calm night rings ${world.firing().join(", ")}`);
      night.meter.readings.length = 0;
      await night.executions.start("o-unheard-of", {} as never);
      await night.night();
      world.replay(night.meter);
    },
  },
  EventsAreLost: {
    minutes: 10,
    trouble: once((world) => {
      world.cloudWatch.services.scheduleDropped("apex-bulk-schedules");
    }),
  },
  OrderingApiFails: { minutes: 10, trouble: once(invoked("OrderingApi", { millis: 1, failed: true })) },
  DecisionsAreLate: { minutes: 25, trouble: lies("DecisionsQueue"), end: purged("DecisionsQueue") },
};

/** An alarm with two troubles has a scenario for each: its name, a comma, the trouble. */
const alarmOf = (scenario: string): string => scenario.split(",")[0] ?? "";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

test("each alarm has a trouble here, and each trouble an alarm", () => {
  expect([...new Set(Object.keys(SCENARIOS).map(alarmOf))].sort()).toEqual(
    alarmNames()
      .map((name) => name.replace("apex-bulk-", ""))
      .sort(),
  );
});

test("on a calm day no alarm goes off", () => {
  const world = new AlarmWorld();
  calm(world, 0);
  world.run(24 * HOUR, (minute) => {
    calm(world, minute);
  });
  expect(world.firing()).toEqual([]);
  expect(world.events.filter(({ type }) => type !== "alarmStateChanged")).toEqual([]);
});

describe.each(Object.entries(SCENARIOS))("%s", (id, { minutes, trouble, without, end, prepare }) => {
  test("goes off for its trouble, tells its topic, and tells when it is over", async () => {
    const name = `apex-bulk-${alarmOf(id)}`;
    const world = new AlarmWorld();
    world.run(75, (minute) => {
      calm(world, minute);
    });
    expect(world.stateOf(name)).toBe("OK");
    // Alarms of absence go off until the first thing has come.
    const before = world.noticesOf(name).length;
    await prepare?.(world);
    world.run(minutes, (minute) => {
      trouble(world, minute);
      calm(world, minute, without);
    });
    end?.(world);
    world.run(75, (minute) => {
      calm(world, minute);
    });
    const severity = world.cloudWatch.book.alarms
      .find((alarm) => alarm.name === name)!
      .description.startsWith("[urgent]")
      ? "Urgent"
      : "Notice";
    expect(world.noticesOf(name).slice(before)).toMatchObject([{ state: "ALARM" }, { state: "OK" }]);
    for (const { topicArn } of world.noticesOf(name)) expect(topicArn).toContain(severity);
  });
});
