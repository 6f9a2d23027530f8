// One simulated deployment: virtual time, faults, the embedded cloud's cores, the Ordering API, and the deployed functions
// between them, joined as the template joins them.
import { readFileSync } from "node:fs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { OperatorDeps } from "../../pipeline/operators/operator-actions.ts";
import type { CertificateSigner } from "../../pipeline/reconcile/sign-certificate.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import type { Item } from "../../adapters/aws/table.ts";
import type { TellResults } from "../../adapters/aws/event-bus.ts";
import type { Clock } from "../../domain/ports.ts";
import { StatesService } from "../../local/step-functions/machine.ts";
import { type StatesHost, UNREACHED } from "../../local/step-functions/host.ts";
import { CONSUMERS_MAX, GO_ON } from "../../infra/pipeline/pipeline-parts.ts";
import { queueClient, statesClient } from "./aws-clients.ts";
import { Chance } from "./chance.ts";
import { ChangingProfiles } from "./changing-profiles.ts";
import type { Cloud } from "./cloud.ts";
import { callbackEvent, deployedFunctions, MACHINE_ARN } from "./deployed-functions.ts";
import { FaultPlan, type FaultTable } from "./fault-plan.ts";
import { currentInvocation } from "./invocation.ts";
import { type Mutation, NO_MUTATION } from "./mutation.ts";
import { PartnerOutages } from "./partner-outages.ts";
import { CREDENTIALS, SimulatedPartner, WEBHOOK_SECRET } from "./partner.ts";
import { type Invocable, SimulatedFunction } from "./simulated-function.ts";
import { SimulatedQueues, urlOf } from "./simulated-queues.ts";
import { simulatedSigner } from "./simulated-signer.ts";
import { SimulatedS3 } from "./simulated-s3.ts";
import { SimulatedTable } from "./simulated-table.ts";
import { isParked, openMarkers } from "./standing-files.ts";
import { VersionSkew } from "./version-skew.ts";
import { VirtualTime } from "./virtual-time.ts";
import { hear, Wire } from "./wire.ts";

const ORDER_ASL = readFileSync(new URL("../../statemachines/order.asl.json", import.meta.url), "utf8");
export const START_MILLIS = Date.UTC(2027, 0, 4, 9);
const NEWS_FAULTS: FaultTable = [["newsLost", 1]];
const DAY_MILLIS = 86_400_000;
/** Of the times in which a command fails: nobody says it once more. */
const OPERATOR_LEAVES = 0.4;
const SYNC_MILLIS = 15 * 60_000;
const SYNC_MILLIS_MAX = 12 * 3_600_000;

/** What a run of the sync says in a world where nothing happens. */
const SCHEDULED = /"(synced|certificateWritten|nightlyUnfinished|breakFound)"/;

export interface WorldOptions {
  readonly seed: number;
  readonly intensity: number;
  readonly healedAfterMillis: number;
  readonly only?: ReadonlySet<string>;
  readonly mutation?: Mutation;
  /** For so long after the start the partner cannot be reached; absent: it can. */
  readonly partnerOutMillis?: number;
  /** Functions that Lambda lets go on in chains of any length; absent: as deployed. */
  readonly goOn?: ReadonlySet<string>;
}

export class World implements Cloud {
  readonly time = new VirtualTime(START_MILLIS);
  readonly chance: Chance;
  readonly plan: FaultPlan;
  readonly clock: Clock = { now: () => new Date(this.time.now()) };
  readonly mutation: Mutation;
  readonly settings: Cloud["settings"];
  /** What was seen to go wrong on the way: rule and detail. */
  readonly violations: { readonly rule: string; readonly detail: string }[] = [];
  readonly logs: string[] = [];
  readonly table: SimulatedTable;
  readonly store: SimulatedS3;
  readonly s3: S3Client;
  readonly sqs: SimulatedQueues;
  readonly queues: SQSClient;
  readonly machine: StatesService;
  readonly states: SFNClient;
  readonly secrets: SecretsManagerClient;
  /** Ids of the events that the bus has taken. */
  readonly told: string[] = [];
  readonly tellResults: TellResults;
  readonly signer: CertificateSigner;
  readonly partner: SimulatedPartner;
  readonly profiles: ChangingProfiles;
  readonly functions: ReadonlyMap<string, SimulatedFunction>;
  readonly executions: { name: string; status: string; at: number }[] = [];
  /** Set by code that wants to act while an order is in the partner's hands. */
  onPartnerRequest: (orderId: string, path: string) => void = () => undefined;
  /** Given the event of an invocation of the intake with which another one may go on. */
  onIntakeCutOff: (event: string) => void = () => undefined;
  /** A stage's function makes a call, one of an earlier invocation that has thawed excepted. */
  onStageCall: (path: string) => void = () => undefined;
  #changes = 0;

  constructor(options: WorldOptions) {
    this.chance = new Chance(options.seed);
    this.mutation = options.mutation ?? NO_MUTATION;
    this.profiles = new ChangingProfiles(this.chance, this.time);
    const { time, chance } = this;
    const healedAt = START_MILLIS + options.healedAfterMillis;
    const { intensity, only } = options;
    this.plan = new FaultPlan({ chance, time, intensity, healedAt, ...(only !== undefined && { only }) });
    const transactionLookup = chance.of("transactionLookup") < 0.6 ? "on" : "off";
    this.settings = {
      APEX_TRANSACTION_LOOKUP: transactionLookup,
      APEX_CONTRACT_LOOKUP: chance.of("contractLookup") < 0.8 ? "on" : "off",
      APEX_CALLS_PER_SECOND: chance.pick("callsPerSecond", [0, 0, 0, 20]),
      creditLookup: chance.of("creditLookup") < 0.8,
    };
    const parts = { time, chance, plan: this.plan };
    const wire = new Wire(parts);
    const onViolation = (detail: string): void =>
      void this.violations.push({ rule: "records only go forward", detail });
    const skew = new VersionSkew(chance);
    this.table = new SimulatedTable({ wire, time, chance, onViolation, skew: (item) => skew.item(item) });
    this.sqs = new SimulatedQueues(parts, options.goOn ?? GO_ON, skew);
    this.queues = queueClient(wire, this.sqs);
    this.store = new SimulatedS3(wire, time, (event) => this.sqs.send(urlOf("drops"), { MessageBody: event }));
    this.s3 = this.store.client;
    this.machine = new StatesService(this.#host(wire));
    this.machine.createStateMachine({ name: "order", arn: MACHINE_ARN, definition: definition(), roleArn: "role" });
    this.states = statesClient(wire, this.machine);
    this.secrets = secretsClient(wire);
    this.tellResults = ({ id }) => wire.call({ name: `PutEvents ${id}`, effect: () => void this.told.push(id) });
    this.signer = simulatedSigner(wire);
    this.partner = new SimulatedPartner({
      ...parts,
      post: (path, { headers, body }) => this.#callback(path, headers, body),
      outages: new PartnerOutages(parts, options.partnerOutMillis),
      onForgeryTaken: (detail) => void this.violations.push({ rule: "what is forged is refused", detail }),
      onError: (error) => this.#log(JSON.stringify({ level: "PARTNER", code: String(error) })),
      onRequest: (orderId, path) => {
        this.onPartnerRequest(orderId, path);
        const caller = currentInvocation.getStore();
        const isNow = caller !== undefined && caller.instance.active === caller;
        if (isNow && STAGES.some((stage) => stage === caller.instance.functionName)) this.onStageCall(path);
      },
    });
    const functionParts = {
      ...parts,
      onLog: (line: string) => this.#log(line),
      onCutOff: (name: string, event: unknown) => {
        if (name === "intake") this.onIntakeCutOff(JSON.stringify(event));
      },
    };
    this.functions = new Map(
      deployedFunctions(this).map((settings) => [settings.name, new SimulatedFunction(functionParts, settings)]),
    );
    this.#feed();
  }

  /** Within an invocation: a sleeper that was killed does not wake. */
  sleep(millis: number): Promise<void> {
    const caller = currentInvocation.getStore();
    return new Promise((resolve) => {
      this.time.setTimer(millis, () => hear(caller, resolve));
    });
  }

  function(name: string): SimulatedFunction {
    const found = this.functions.get(name);
    if (found === undefined) throw new Error(`no function ${name}`);
    return found;
  }

  /** An operator's command, tried again when it failed, as most people do; `tries`: what must be done is tried to the end. */
  operate(act: (deps: OperatorDeps) => Promise<unknown>, tries?: number): void {
    void this.function("operator")
      .invoke({ act })
      .then((result) => {
        const isOver = tries === undefined ? this.chance.next("operator leaves") < OPERATOR_LEAVES : tries <= 1;
        if (!result.ok && !isOver) this.time.setTimer(60_000, () => this.operate(act, tries && tries - 1));
      });
  }

  /**
   * The sync's schedule. While nothing else happens in the world its runs would repeat each other: they are then made
   * less often, down to twice a day. The first of a day is the nightly one.
   */
  startSchedules(): void {
    let seen = -1;
    let every = SYNC_MILLIS;
    let night = this.#day();
    const tick = (): void => {
      every = this.#changes === seen ? Math.min(SYNC_MILLIS_MAX, every * 2) : SYNC_MILLIS;
      seen = this.#changes;
      const isNight = this.#day() !== night;
      night = this.#day();
      void this.function("sync").invoke({ kind: isNight ? "nightly" : "quarterHour" });
      this.time.setTimer(every, tick);
    };
    this.time.setTimer(SYNC_MILLIS, tick);
  }

  #day(): number {
    return Math.floor(this.time.now() / DAY_MILLIS);
  }

  /** What a person does about parked messages once their cause is gone. */
  async moveParked(): Promise<void> {
    for (const queue of ["drops", "orders"]) {
      const source = this.sqs.service.byUrl(urlOf(`${queue}-dead`));
      await this.sqs.service.call("StartMessageMoveTask", { SourceArn: source.arn });
    }
  }

  /** Nothing runs, waits or lies in a queue; `apart` from these files. */
  isQuiet(apart: ReadonlySet<string>): boolean {
    const busy = this.sqs.service.queues().some(({ name, counts: { visible, inFlight, delayed } }) => {
      const parked = name === "orders-dead" || name === "drops-dead";
      return !parked && visible + inFlight + delayed > 0;
    });
    if (busy || this.machine.waitingTaskCount > 0) return false;
    const isApart = ({ pk }: Item): boolean => apart.has(String(pk).slice("FILE#".length));
    if (openMarkers(this).some((marker) => !isApart(marker))) return false;
    return ![...this.table.all("FILE#")].some(([, items]) =>
      items.some((item) => item["gsi1pk"] === "FILES#open" && !isParked(this, item) && !isApart(item)),
    );
  }

  #log(line: string): void {
    if (!SCHEDULED.test(line)) this.#changes += 1;
    this.logs.push(`${new Date(this.time.now()).toISOString()} ${line}`);
  }

  async #callback(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<number | undefined> {
    const result = await this.function("callback").invoke(callbackEvent(path, headers, body));
    return result.ok ? (result.payload as { statusCode: number }).statusCode : 500;
  }

  #host(wire: Wire): StatesHost {
    const { time, chance } = this;
    return {
      now: () => time.now(),
      setTimer: (millis, run) => time.setTimer(millis, run),
      uuid: () => chance.uuid("states"),
      sendMessage: ({ QueueUrl: url, MessageBody: body, ...others }) =>
        wire.call({
          name: `task ${JSON.stringify(body).replace(/"taskToken":"[^"]*",?/, "")}`,
          effect: () => this.sqs.send(url, { ...others, MessageBody: JSON.stringify(body) }),
          error: taskSendError,
        }),
      invokeFunction: () => Promise.reject(new Error("the order machine invokes no function")),
      emitStatusChange: (detail) => this.#statusChanged(detail as { name: string; status: string }),
    };
  }

  /** The event rule for executions that ended outside their stages. */
  #statusChanged(detail: { name: string; status: string }): void {
    this.executions.push({ name: detail.name, status: detail.status, at: this.time.now() });
    this.#changes += 1;
    if (!["FAILED", "TIMED_OUT", "ABORTED"].includes(detail.status)) return;
    const fault = this.plan.decide(this.plan.visit(`news ${detail.name} ${detail.status}`), NEWS_FAULTS);
    if (fault === "newsLost") return;
    const event = { "detail-type": "Step Functions Execution Status Change", source: "aws.states", detail };
    const copy = JSON.stringify(event);
    this.time.setTimer(500, () => this.sqs.send(urlOf("settle"), { MessageBody: copy }));
  }

  /** A dead letter that was taken leaves no task waiting for it. */
  async #isAnswered(event: unknown): Promise<void> {
    for (const { body } of (event as SQSEvent).Records) {
      const { taskToken, orderId } = JSON.parse(body) as { taskToken?: string; orderId?: string };
      if (taskToken === undefined) continue;
      const waits = await this.machine.call("SendTaskHeartbeat", { taskToken }).then(
        () => true,
        () => false,
      );
      if (waits) this.violations.push({ rule: "a dead letter answers its task", detail: String(orderId) });
    }
  }

  #feed(): void {
    this.sqs.feed("drops", this.function("intake"), CONSUMERS_MAX.intake, 1);
    this.sqs.feed("orders", this.function("start-order"), CONSUMERS_MAX.startOrder);
    for (const stage of STAGES) {
      this.sqs.feed(stage, this.function(stage), stage === "settle" ? CONSUMERS_MAX.settle : CONSUMERS_MAX.stage);
      const answers = watched(this.function("dead-letters"), (event) => this.#isAnswered(event));
      this.sqs.feed(`${stage}-dead`, answers, CONSUMERS_MAX.deadLetters);
    }
  }
}

/** A function whose every full success is looked at. */
function watched(plain: SimulatedFunction, onSuccess: (event: unknown) => Promise<void>): Invocable {
  return {
    name: plain.name,
    arn: plain.arn,
    isReady: () => plain.isReady(),
    onFree: (listener) => plain.onFree(listener),
    invoke: async (event, causes) => {
      const result = await plain.invoke(event, causes);
      const failures = result.ok ? (result.payload as SQSBatchResponse).batchItemFailures : undefined;
      if (failures?.length === 0) await onSuccess(event);
      return result;
    },
  };
}

/** A queue that refuses answers so; where nothing answers, the message may have been taken. */
function taskSendError(fault: string): Error {
  const name = fault === "throttled" ? "ThrottlingException" : UNREACHED;
  return Object.assign(new Error(`simulated ${fault}`), { name });
}

function definition(): string {
  return ORDER_ASL.replaceAll(/\$\{(\w+)QueueUrl\}/g, (_, stage: string) => urlOf(stage.toLowerCase()));
}

function secretsClient(wire: Wire): SecretsManagerClient {
  const send = ({ input }: { readonly input: { readonly SecretId: string } }): Promise<unknown> =>
    wire.call({
      name: `secret ${input.SecretId}`,
      effect: () => ({ SecretString: input.SecretId === "webhook" ? WEBHOOK_SECRET : JSON.stringify(CREDENTIALS) }),
    });
  return { send } as unknown as SecretsManagerClient;
}
