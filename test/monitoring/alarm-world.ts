// The template's alarms on the embedded CloudWatch, with a clock that moves only when told. Our own metrics take the way of the
// deployed functions: Powertools writes them as log lines, CloudWatch reads the lines.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { PowertoolsMeter } from "../../adapters/runtime/powertools-meter.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { makeApp } from "../../infra/synth.ts";
import type { CloudEvent } from "../../local/cloud-event.ts";
import { type AlarmState } from "../../local/cloudwatch/alarm.ts";
import type { AlarmNotice } from "../../local/cloudwatch/alarm-book.ts";
import { type CloudWatch, openCloudWatch } from "../../local/cloudwatch/cloudwatch.ts";
import { Guard } from "../../local/iam/guard.ts";
import { provisionIam } from "../../local/provision/provision-iam.ts";
import { type QueueSettings } from "../../local/sqs/queue.ts";
import { SqsService } from "../../local/sqs/sqs-service.ts";
import { readAssembly } from "../../local/template/assembly.ts";
import { declaredApis, readResources, type ResourceSet } from "../../local/template/read-resources.ts";
import type { RecordingMeter } from "../fakes/recording-meter.ts";
import { ALL_PARTS } from "../infra/synthesized.ts";
import { VirtualClock } from "../local/virtual-clock.ts";

export const MINUTE = 60_000;
const QUEUE: QueueSettings = {
  visibilitySeconds: 30,
  delaySeconds: 0,
  retentionSeconds: 14 * 86_400,
  messageBytesMax: 1_048_576,
  waitSeconds: 0,
  redrive: undefined,
};

let resources: ResourceSet | undefined;

/** The stacks with all their parts, as the embedded cloud reads them; made once. */
export function template(): ResourceSet {
  if (resources !== undefined) return resources;
  const outDir = mkdtempSync(join(tmpdir(), "apex-bulk-alarms-"));
  process.env["CDK_VALIDATION"] = "false";
  makeApp({
    outDir,
    settings: { ...ALL_PARTS, callbackSilenceHours: 3 },
    context: { "aws:cdk:bundling-stacks": [] },
  }).synth();
  const stacks = readAssembly(outDir);
  const apis = new Map(declaredApis(stacks).map(({ id }) => [id, `http://127.0.0.1/${id}`]));
  resources = readResources(stacks, { endpoint: "http://127.0.0.1", apis });
  rmSync(outDir, { recursive: true });
  return resources;
}

/** Without what CDK puts around them, ids read as they are written in infra/. */
export const alarmNames = (): string[] =>
  template()
    .ofType("AWS::CloudWatch::Alarm")
    .map(({ ref }) => ref);

export class AlarmWorld {
  readonly clock = new VirtualClock();
  readonly events: CloudEvent[] = [];
  readonly sqs = new SqsService(this.clock, () => String((this.#ids += 1)));
  readonly cloudWatch: CloudWatch;
  #lines: string[] = [];
  readonly #powertools = new PowertoolsMeter("apex-bulk", (line) => this.#lines.push(line));
  /** As the state machine's meter counts them. */
  transitions = 0;
  #ids = 0;

  constructor(change: (set: ResourceSet) => ResourceSet = (set) => set) {
    vi.stubEnv("POWERTOOLS_DEV", "true");
    vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
    vi.useFakeTimers({ toFake: ["Date"] });
    const set = change(template());
    const guard = new Guard((event) => this.events.push(event));
    provisionIam(set, guard);
    for (const { attributes, ref } of set.ofType("AWS::SQS::Queue")) {
      this.sqs.createQueue({ name: attributes["QueueName"]!, arn: attributes["Arn"]!, url: ref }, QUEUE);
    }
    this.cloudWatch = openCloudWatch(set, {
      clock: this.clock,
      guard,
      onEvent: (event) => this.events.push(event),
      queues: () => this.sqs.queues(),
      transitions: () => this.transitions,
    });
    this.cloudWatch.book.start();
  }

  /** What code says through `use` becomes log lines, and those metrics. */
  emit(use: (meter: Meter) => void): void {
    vi.setSystemTime(this.clock.now());
    // Powertools writes by itself what is more than a line may hold.
    const log = vi.spyOn(console, "log").mockImplementation((line: string) => void this.#lines.push(line));
    use(this.#powertools);
    this.#powertools.publish();
    log.mockRestore();
    this.cloudWatch.hear(this.#lines.join("\n"));
    this.#lines = [];
  }

  /** What real code told a recording meter. */
  replay({ readings }: RecordingMeter): void {
    this.emit(() => {
      for (const { metric, value, labels } of readings) this.#powertools.add(metric, value, labels);
    });
  }

  /** Minute by minute; `each` says what happens at each. */
  run(minutes: number, each: (minute: number) => void = () => undefined): void {
    for (let minute = 0; minute < minutes; minute += 1) {
      each(minute);
      this.clock.advance(MINUTE);
    }
  }

  stateOf(name: string): AlarmState {
    return this.cloudWatch.book.alarms.find((alarm) => alarm.name === name)!.state;
  }

  firing(): string[] {
    return this.cloudWatch.book.alarms.filter(({ state }) => state === "ALARM").map(({ name }) => name);
  }

  noticesOf(name: string): AlarmNotice[] {
    return this.cloudWatch.book.notices.filter(({ alarm }) => alarm === name);
  }

  /** The physical name of the resource with this logical id, without the hash that CDK puts behind it. */
  refOf(type: string, id: string): string {
    const found = template()
      .ofType(type)
      .filter(({ logicalId }) => logicalId.replace(/[0-9A-F]{8}$/, "") === id);
    if (found.length !== 1) throw new Error(`${String(found.length)} of ${type} named ${id}`);
    return found[0]!.ref;
  }

  queue(id: string) {
    return this.sqs.byUrl(this.refOf("AWS::SQS::Queue", id));
  }

  send(id: string): void {
    this.sqs.send(this.queue(id), { MessageBody: "{}" });
  }
}
