// Asynchronous invocations, as schedules and event rules make them: a function that fails is tried twice more, after one and
// after two minutes; what fails for good goes to the function's on-failure destination and its dead-letter queue (Lambda
// developer guide, "Error handling for an asynchronous invocation", "Capturing records of asynchronous invocations").
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import type { FunctionError, InvokeResult } from "./protocol.ts";

export interface AsyncSettings {
  /** 0 to 2. */
  readonly retriesMax: number;
  readonly ageSecondsMax: number;
  /** ARNs of queues. */
  readonly onFailureArn: string | undefined;
  readonly deadLetterArn: string | undefined;
}

/** Lambda's defaults. */
export const ASYNC_DEFAULTS: AsyncSettings = {
  retriesMax: 2,
  ageSecondsMax: 21_600,
  onFailureArn: undefined,
  deadLetterArn: undefined,
};

export interface AsyncMeans {
  readonly clock: Clock;
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvokeResult>;
  readonly send: (queueArn: string, message: JsonObject) => void;
}

/** What an ARN without a qualifier means. */
export const LATEST = "$LATEST";

/** Before the second attempt, and before the third. */
const WAIT_SECONDS = [60, 120] as const;

interface Pending {
  /** With its qualifier. */
  readonly functionArn: string;
  /** JSON text. */
  readonly event: string;
  readonly requestId: string;
  readonly acceptedAt: number;
  readonly attempt: number;
}

export class AsyncInvocations {
  readonly #means: AsyncMeans;
  readonly #settings = new Map<string, AsyncSettings>();
  readonly #waiting = new Set<() => void>();
  #stopped = false;

  constructor(means: AsyncMeans) {
    this.#means = means;
  }

  /** `qualifiedArn`: of one version or alias; each has its own settings. */
  configure(qualifiedArn: string, settings: AsyncSettings): void {
    this.#settings.set(qualifiedArn, settings);
  }

  /** Accepted at once; what becomes of it nobody waits for. */
  accept(functionArn: string, event: string): void {
    void this.#run({
      functionArn: qualified(functionArn),
      event,
      requestId: randomUUID(),
      acceptedAt: this.#means.clock.now(),
      attempt: 1,
    });
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }

  async #run(pending: Pending): Promise<void> {
    const result = await this.#means.invoke(pending.functionArn, JSON.parse(pending.event));
    if (result.ok || this.#stopped) return;
    const settings = this.#settings.get(pending.functionArn) ?? ASYNC_DEFAULTS;
    const waitMillis = (WAIT_SECONDS[pending.attempt - 1] ?? 0) * 1000;
    if (pending.attempt > settings.retriesMax) {
      this.#giveUp(pending, settings, result.error, "RetriesExhausted");
      return;
    }
    const ageMillis = this.#means.clock.now() + waitMillis - pending.acceptedAt;
    if (ageMillis > settings.ageSecondsMax * 1000) {
      this.#giveUp(pending, settings, result.error, "EventAgeExceeded");
      return;
    }
    const cancel = this.#means.clock.setTimer(waitMillis, () => {
      this.#waiting.delete(cancel);
      void this.#run({ ...pending, attempt: pending.attempt + 1 });
    });
    this.#waiting.add(cancel);
  }

  #giveUp(pending: Pending, settings: AsyncSettings, error: FunctionError, condition: string): void {
    const { functionArn, event, requestId, attempt } = pending;
    const { onFailureArn, deadLetterArn } = settings;
    if (onFailureArn !== undefined) {
      const record = {
        version: "1.0",
        timestamp: new Date(this.#means.clock.now()).toISOString(),
        requestContext: {
          requestId,
          functionArn,
          condition,
          approximateInvokeCount: attempt,
        },
        requestPayload: parseJson(event),
        responseContext: { statusCode: 200, executedVersion: LATEST, functionError: "Unhandled" },
        responsePayload: error,
      };
      this.#means.send(onFailureArn, { MessageBody: JSON.stringify(record) });
    }
    if (deadLetterArn === undefined) return;
    const attribute = (DataType: string, StringValue: string): JsonObject => ({ DataType, StringValue });
    this.#means.send(deadLetterArn, {
      MessageBody: event,
      MessageAttributes: {
        RequestID: attribute("String", requestId),
        ErrorCode: attribute("Number", "200"),
        // AWS keeps the first KB of it.
        ErrorMessage: attribute("String", error.errorMessage.slice(0, 1024) || error.errorType),
      },
    });
  }
}

function parseJson(text: string): unknown {
  return JSON.parse(text);
}

/** `arn:aws:lambda:us-east-1:000000000000:function:sync:live` */
const QUALIFIED = /:function:[^:]+:[^:]+$/;
const qualified = (arn: string): string => (QUALIFIED.test(arn) ? arn : `${arn}:${LATEST}`);
