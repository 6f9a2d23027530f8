// A queue, a dead-letter queue and a function for each stage, all alike but for what they may do; and the one function
// that answers for every message that was parked, so that no execution waits for ever.
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { DeadLetterEnv, SettleEnv, StageEnv } from "../../contracts/environments.ts";
import { FUNCTION_TIMEOUT_SECONDS, STAGE_RECEIVES_MAX, VISIBILITY_SECONDS } from "../../contracts/limits.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import type { Stage } from "../../contracts/stages.ts";
import {
  allowEvents,
  allowFileIndex,
  allowList,
  allowObjects,
  allowSecret,
  allowTable,
  allowTaskAnswers,
} from "../constructs/grants.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import { RetryQueue } from "../constructs/retry-queue.ts";
import { TypedFunction } from "../constructs/typed-function.ts";
import { retryEnvironment } from "../function-environment.ts";
import { batchSizeOf, CONSUMERS_MAX, GO_ON, type PipelinePartProps } from "./pipeline-parts.ts";

type PartnerStage = Exclude<Stage, "settle">;
const PARTNER_STAGES = STAGES.filter((stage): stage is PartnerStage => stage !== "settle");

const PURPOSE: Record<Stage, string> = {
  quote: "Makes opportunity and quote, sites and their configuration",
  credit: "Checks addresses, asks for the credit check, waits for its decision",
  contract: "Makes the contract, waits for its signature",
  order: "Makes the parent order and its sub-orders",
  enrich: "Completes each site: installation, port, billing",
  customer: "Finds the end customer and assigns it",
  handoff: "Hands each sub-order off and keeps the acknowledgement",
  settle: "Records how the order ended and closes its file",
};
const PARKED_VISIBILITY_SECONDS = 6 * FUNCTION_TIMEOUT_SECONDS.edge;

export class Stages extends Construct {
  /** By substitution token of the state machine (`QuoteQueueUrl`). */
  readonly queues: Readonly<Record<string, IQueue>>;
  readonly settleQueue: IQueue;
  readonly sources: ReadonlyMap<Stage, RetryQueue>;
  /** The functions that read the state machine's messages. */
  readonly functions: readonly TypedFunction[];
  /** Answers for parked messages. */
  readonly deadLetters: TypedFunction;

  constructor(scope: Construct, id: string, props: PipelinePartProps) {
    super(scope, id);
    const sources = new Map(STAGES.map((stage) => [stage, this.#queueOf(stage)]));
    const partnerStages = PARTNER_STAGES.map((stage) => this.#partnerStage(stage, sourceOf(sources, stage), props));
    const settleSource = sourceOf(sources, "settle");
    this.functions = [...partnerStages, this.#settle(settleSource, props)];
    this.settleQueue = settleSource.queue;
    this.sources = sources;
    this.deadLetters = this.#deadLetters([...sources], props);
    this.queues = Object.fromEntries([...sources].map(([stage, { queue }]) => [`${pascal(stage)}QueueUrl`, queue]));
  }

  #queueOf(stage: Stage): RetryQueue {
    return new RetryQueue(this, `${pascal(stage)}Messages`, {
      visibilitySeconds: stage === "settle" ? VISIBILITY_SECONDS.settle : VISIBILITY_SECONDS.stage,
      receivesMax: STAGE_RECEIVES_MAX,
      parkedVisibilitySeconds: PARKED_VISIBILITY_SECONDS,
    });
  }

  #partnerStage(
    stage: PartnerStage,
    source: RetryQueue,
    { data, settings, partner }: PipelinePartProps,
  ): TypedFunction {
    const worker = new TypedFunction(this, pascal(stage), {
      entry: stage,
      service: data.names.service,
      purpose: PURPOSE[stage],
      schema: StageEnv,
      environment: {
        TABLE_NAME: data.table.tableName,
        WORK_BUCKET: data.work.bucketName,
        ...partner,
        ...retryEnvironment(settings),
        STAGE_QUEUE_URL: source.queue.queueUrl,
      },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.stage,
      goesOn: GO_ON.has(stage),
    });
    allowTable(worker, data.table, ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "BatchWriteItem"]);
    allowObjects(worker, data.work, "work/", ["GetObject"]);
    allowSecret(worker, data.credentials);
    allowTaskAnswers(worker, ["Success", "Failure", "Heartbeat"]);
    QueueWorker.of(this, `${pascal(stage)}Worker`, source, {
      consumer: worker,
      concurrencyMax: CONSUMERS_MAX.stage,
      batchSize: batchSizeOf(stage, Number(partner.APEX_CALLS_PER_SECOND)),
      ownsRetries: true,
    });
    return worker;
  }

  #settle(source: RetryQueue, { data, settings }: PipelinePartProps): TypedFunction {
    const settle = new TypedFunction(this, "Settle", {
      entry: "settle",
      service: data.names.service,
      purpose: PURPOSE.settle,
      schema: SettleEnv,
      environment: {
        TABLE_NAME: data.table.tableName,
        FILES_BUCKET: data.files.bucketName,
        WORK_BUCKET: data.work.bucketName,
        ...retryEnvironment(settings),
        STAGE_QUEUE_URL: source.queue.queueUrl,
      },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.settle,
      workload: "files",
    });
    allowTable(settle, data.table, ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "BatchWriteItem"]);
    allowFileIndex(settle, data.table);
    allowObjects(settle, data.files, "results/", ["GetObject", "PutObject", "AbortMultipartUpload"]);
    allowObjects(settle, data.work, "work/", ["GetObject"]);
    allowList(settle, data.work, ["work/"]);
    allowTaskAnswers(settle, ["Success", "Failure", "Heartbeat"]);
    allowEvents(settle, data.names.service);
    QueueWorker.of(this, "SettleWorker", source, {
      consumer: settle,
      concurrencyMax: CONSUMERS_MAX.settle,
      ownsRetries: true,
    });
    return settle;
  }

  #deadLetters(sources: readonly (readonly [Stage, RetryQueue])[], { data }: PipelinePartProps): TypedFunction {
    const consumer = new TypedFunction(this, "DeadLetters", {
      entry: "dead-letters",
      service: data.names.service,
      purpose: "Holds the order of each parked message and ends its task",
      schema: DeadLetterEnv,
      environment: { TABLE_NAME: data.table.tableName },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.edge,
    });
    allowTable(consumer, data.table, ["GetItem", "PutItem", "UpdateItem", "BatchWriteItem"]);
    allowTaskAnswers(consumer, ["Failure", "Heartbeat"]);
    for (const [stage, source] of sources) {
      new QueueWorker(this, `${pascal(stage)}DeadLetterWorker`, {
        queue: source.deadLetterQueue,
        visibilitySeconds: PARKED_VISIBILITY_SECONDS,
        consumer,
        concurrencyMax: CONSUMERS_MAX.deadLetters,
      });
    }
    return consumer;
  }
}

function sourceOf(sources: ReadonlyMap<Stage, RetryQueue>, stage: Stage): RetryQueue {
  const source = sources.get(stage);
  if (source === undefined) throw new Error(`no queue for stage ${stage}`);
  return source;
}

function pascal(stage: Stage): string {
  return stage.charAt(0).toUpperCase() + stage.slice(1);
}
