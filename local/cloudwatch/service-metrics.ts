// Metrics that AWS's services tell of themselves, as far as alarms and dashboards of a template may show them: Lambda, SQS, HTTP
// APIs, Step Functions, DynamoDB, Scheduler. Names and dimensions are AWS's.
import type { MetricStore } from "./metric-store.ts";

export interface MeasuredQueue {
  readonly name: string;
  readonly counts: { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  /** When the oldest message that is not deleted was sent. */
  readonly oldestSentAt: number | undefined;
}

/** Metric by the status that an execution comes to; a redriven one that waits has not ended. */
const EXECUTION_METRICS: Readonly<Record<string, string>> = {
  RUNNING: "ExecutionsStarted",
  SUCCEEDED: "ExecutionsSucceeded",
  FAILED: "ExecutionsFailed",
  TIMED_OUT: "ExecutionsTimedOut",
  ABORTED: "ExecutionsAborted",
};

export class ServiceMetrics {
  readonly #store: MetricStore;
  readonly #now: () => number;
  /** Units by table that the next minute tells: each would be a value of its own, and they are only ever summed up. */
  readonly #consumed = new Map<string, { readonly table: string; readonly name: string; units: number }>();
  #transitions = 0;

  constructor(store: MetricStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  invoked(functionName: string, { millis, failed }: { readonly millis: number; readonly failed: boolean }): void {
    const put = this.#of("AWS/Lambda", { FunctionName: functionName });
    put("Invocations", 1);
    put("Errors", failed ? 1 : 0);
    put("Duration", millis);
  }

  throttled(functionName: string): void {
    this.#of("AWS/Lambda", { FunctionName: functionName })("Throttles", 1);
  }

  /** Lambda's loop detection has stopped a chain. */
  recursionDropped(functionName: string): void {
    this.#of("AWS/Lambda", { FunctionName: functionName })("RecursiveInvocationsDropped", 1);
  }

  answered(apiId: string, status: number): void {
    const put = this.#of("AWS/ApiGateway", { ApiId: apiId });
    put("Count", 1);
    put("4xx", status >= 400 && status < 500 ? 1 : 0);
    put("5xx", status >= 500 ? 1 : 0);
  }

  executionChanged(
    stateMachineArn: string,
    { status, redriveCount }: { readonly status: string; readonly redriveCount: number },
  ): void {
    const isRedriven = status === "RUNNING" && redriveCount > 0;
    const name = isRedriven ? "ExecutionsRedriven" : EXECUTION_METRICS[status];
    if (name !== undefined) this.#of("AWS/States", { StateMachineArn: stateMachineArn })(name, 1);
  }

  executionThrottled(stateMachineArn: string): void {
    this.#of("AWS/States", { StateMachineArn: stateMachineArn })("ExecutionThrottled", 1);
  }

  consumed(table: string, kind: "read" | "write", units: number): void {
    const name = kind === "read" ? "ConsumedReadCapacityUnits" : "ConsumedWriteCapacityUnits";
    const key = `${table} ${name}`;
    const sum = this.#consumed.get(key);
    if (sum === undefined) this.#consumed.set(key, { table, name, units });
    else sum.units += units;
  }

  /** What came together since the last time. `transitions`: of all state machines since the start. */
  tellUsage(transitions: number): void {
    for (const { table, name, units } of this.#consumed.values()) {
      this.#of("AWS/DynamoDB", { TableName: table })(name, units);
    }
    this.#consumed.clear();
    const more = transitions - this.#transitions;
    this.#transitions = transitions;
    if (more > 0) this.#of("AWS/States", { ServiceMetric: "StateTransition" })("ConsumedCapacity", more);
  }

  /** A schedule's call was given up. */
  scheduleDropped(group: string): void {
    this.#of("AWS/Scheduler", { ScheduleGroup: group })("InvocationDroppedCount", 1);
  }

  /** SQS measures each queue once a minute. */
  measure(queues: readonly MeasuredQueue[]): void {
    for (const { name, counts, oldestSentAt } of queues) {
      const put = this.#of("AWS/SQS", { QueueName: name });
      put("ApproximateNumberOfMessagesVisible", counts.visible);
      put("ApproximateNumberOfMessagesNotVisible", counts.inFlight);
      put("ApproximateAgeOfOldestMessage", oldestSentAt === undefined ? 0 : (this.#now() - oldestSentAt) / 1000);
    }
  }

  #of(namespace: string, dimensions: Readonly<Record<string, string>>): (name: string, value: number) => void {
    return (name, value) => {
      this.#store.put({ namespace, name, dimensions }, [value], this.#now());
    };
  }
}
