// What an embedded cloud is started with.
import type { Clock } from "./clock.ts";
import type { OnCloudEvent } from "./cloud-event.ts";
import type { LogLevel } from "./function-log.ts";
import type { StandIn } from "./stand-in.ts";

/**
 * Given the queue of each message that a state machine sends: nothing answers (`SQS.SdkClientException`), before the queue has the
 * message or after. Undefined: it is sent as usual. For tests.
 */
export type OnTaskSend = (queueUrl: string) => "notSent" | "notHeard" | undefined;

export interface CloudOptions {
  /** Directory with manifest.json. */
  readonly assemblyDir: string;
  /** Objects, items and generated secrets live here and outlive the process; queues and executions do not. */
  readonly dataDir: string;
  /** HTTP API name → fixed port. */
  readonly httpApiPorts?: Readonly<Record<string, number>>;
  /** Secret name → value in place of a generated one. */
  readonly secretValues?: Readonly<Record<string, string>>;
  /** Issuer of tokens → where it is found, where that is not where its name says. */
  readonly issuerAddresses?: Readonly<Record<string, string>>;
  readonly endpointPort?: number;
  readonly onEvent?: OnCloudEvent;
  /** Environments over all functions; each function may always have one. */
  readonly concurrencyMax?: number;
  readonly logLevelMin?: LogLevel;
  /** Finds what usage is about, e.g. order ids, so that the meter can tell it by subject. Global. */
  readonly subjectPattern?: RegExp;
  readonly onTaskSend?: OnTaskSend;
  readonly clock?: Clock;
  readonly standIn?: StandIn;
}
