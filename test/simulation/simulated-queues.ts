// The queues of the deployment on the embedded cloud's own SQS core, with its event source mappings; messages are doubled
// and delayed, so that they also overtake each other, as the fault plan says.
import {
  BATCH_MESSAGES_MAX,
  INTAKE_RECEIVES_MAX,
  STAGE_RECEIVES_MAX,
  VISIBILITY_SECONDS,
} from "../../contracts/limits.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import { EventSourceMapping } from "../../local/lambda/event-source-mapping.ts";
import { Meter } from "../../local/meter/meter.ts";
import { SqsService } from "../../local/sqs/sqs-service.ts";
import type { FaultTable } from "./fault-plan.ts";
import type { Invocable } from "./simulated-function.ts";
import type { VersionSkew } from "./version-skew.ts";
import type { WireParts } from "./wire.ts";

const MESSAGE_FAULTS: FaultTable = [
  ["doubled", 0.5],
  ["delayed", 0.6],
];
const DELAY_SECONDS_MAX = 300;
const RETENTION_SECONDS = 14 * 86_400;
const PARKED_VISIBILITY_SECONDS = 180;

/** Queue → visibility and receives, as infra/ has them. */
const QUEUES: readonly (readonly [name: string, visibilitySeconds: number, receivesMax: number])[] = [
  ["drops", VISIBILITY_SECONDS.intake, INTAKE_RECEIVES_MAX],
  ["orders", VISIBILITY_SECONDS.stage, 5],
  ...STAGES.map(
    (stage) => [stage, VISIBILITY_SECONDS[stage === "settle" ? stage : "stage"], STAGE_RECEIVES_MAX] as const,
  ),
];

export const urlOf = (queue: string): string => `http://queues/000000000000/${queue}`;

export class SimulatedQueues {
  readonly service: SqsService;
  readonly #parts: WireParts;
  readonly #goOn: ReadonlySet<string>;
  readonly #skew: VersionSkew;
  /** How many messages each task has gone on in at once: by its queue, words and length of its chain. */
  readonly goneOn = new Map<string, number>();

  constructor(parts: WireParts, goOn: ReadonlySet<string>, skew: VersionSkew) {
    this.#parts = parts;
    this.#skew = skew;
    this.#goOn = goOn;
    this.service = new SqsService(parts.time, () => parts.chance.uuid("sqs"));
    const common = { delaySeconds: 0, retentionSeconds: RETENTION_SECONDS, messageBytesMax: 1_048_576, waitSeconds: 0 };
    for (const [name, visibilitySeconds, receivesMax] of QUEUES) {
      const arn = (queue: string): string => `arn:aws:sqs:us-east-1:000000000000:${queue}`;
      const identity = (queue: string) => ({ name: queue, arn: arn(queue), url: urlOf(queue) });
      const redrive = { deadLetterArn: arn(`${name}-dead`), receivesMax };
      this.service.createQueue(identity(name), { ...common, visibilitySeconds, redrive });
      const parked = { ...common, visibilitySeconds: PARKED_VISIBILITY_SECONDS, redrive: undefined };
      this.service.createQueue(identity(`${name}-dead`), parked);
    }
    this.service.connectDeadLetters();
  }

  bodiesIn(queue: string): readonly string[] {
    return this.service.byUrl(urlOf(queue)).visibleBodies;
  }

  call(action: string, input: Record<string, unknown>, traceHeader?: string): Promise<object> {
    if (action === "SendMessage") return Promise.resolve(this.send(String(input["QueueUrl"]), input, traceHeader));
    if (action === "SendMessageBatch") {
      const entries = input["Entries"] as Record<string, unknown>[];
      for (const entry of entries) this.send(String(input["QueueUrl"]), entry, traceHeader);
      return Promise.resolve({ Successful: entries.map(({ Id }) => ({ Id })) });
    }
    return this.service.call(action, input);
  }

  send(
    url: string,
    input: Record<string, unknown>,
    traceHeader?: string,
  ): { MessageId: string; MD5OfMessageBody: string } {
    const { plan, chance, time } = this.#parts;
    const queue = this.service.byUrl(url);
    const body = String(input["MessageBody"]);
    const about = /o-[0-9a-f]{32}/.exec(body)?.[0] ?? "";
    const point = plan.visit(`message ${queue.name} ${about}`);
    const fault = plan.decide(point, MESSAGE_FAULTS);
    const delay = Math.ceil(chance.of(`delay ${point}`) * DELAY_SECONDS_MAX);
    const written = { ...input, MessageBody: this.#skew.body(body) };
    this.#countChain(queue.name, input);
    if (fault === "doubled") time.setTimer(delay * 500, () => this.service.send(queue, written, traceHeader));
    return this.service.send(queue, fault === "delayed" ? { ...written, DelaySeconds: delay } : written, traceHeader);
  }

  #countChain(queue: string, { MessageBody, MessageAttributes }: Record<string, unknown>): void {
    if (MessageAttributes === undefined) return;
    const { taskToken } = JSON.parse(String(MessageBody)) as { taskToken?: string };
    if (taskToken === undefined) return;
    const { ContinuationLength } = MessageAttributes as Record<string, { StringValue?: string }>;
    const link = `${queue} ${taskToken} ${ContinuationLength?.StringValue ?? ""}`;
    this.goneOn.set(link, (this.goneOn.get(link) ?? 0) + 1);
  }

  /** Joins a function to a queue, as an event source does. */
  feed(queue: string, consumer: Invocable, concurrencyMax: number, batchSize = BATCH_MESSAGES_MAX): void {
    const { name: functionName, arn: functionArn } = consumer;
    const allowsRecursion = this.#goOn.has(functionName);
    const settings = { batchSize, windowSeconds: 0, concurrencyMax, reportsFailures: true, allowsRecursion };
    const ends = { queue: this.service.byUrl(urlOf(queue)), pool: consumer, functionName, functionArn };
    const means = { clock: this.#parts.time, meter: new Meter(), onEvent: () => undefined };
    new EventSourceMapping(ends, settings, means).start();
  }
}
