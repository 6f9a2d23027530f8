// One execution from start to end, and again after each redrive: its status, its history, its time limit, and what the
// event bus hears of it.
import { attemptState } from "./attempt.ts";
import { Branch, type Run } from "./branch.ts";
import { hostFunctions, type Bindings } from "./expressions.ts";
import { Cancelled, messageOfThrown, NOT_CATCHABLE, StateFailure, StatesServiceError } from "./failures.ts";
import { type Details, EVENTS_MAX, History, type HistoryEvent } from "./history.ts";
import type { StatesHost } from "./host.ts";
import type { Payload } from "./payload.ts";
import { seededRandom } from "./random.ts";
import { Scope } from "./scope.ts";
import type { Definition } from "./state-types.ts";
import type { TaskTokens } from "./task-tokens.ts";
import { timerAt } from "./timers.ts";

export interface StateMachine {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly definitionText: string;
  readonly definition: Definition;
  readonly createdAt: number;
}

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

interface Ending {
  readonly event: string;
  readonly output?: Payload;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const REDRIVABLE_MILLIS = 14 * 86_400_000;

export class Execution implements Run {
  readonly host: StatesHost;
  readonly tokens: TaskTokens;
  readonly machine: StateMachine;
  readonly name: string;
  readonly executionArn: string;
  readonly input: Payload;
  readonly history = new History();
  readonly random: () => number;
  readonly functions: Bindings;
  readonly startedAt: number;
  readonly attempt = attemptState;
  status: ExecutionStatus = "RUNNING";
  #stoppedAt: number | undefined;
  #ending: Ending | undefined;
  #redriveCount = 0;
  #redrivenAt: number | undefined;
  #redriveToken: string | undefined;
  #root: Branch | undefined;
  #scope = new Scope();

  constructor(host: StatesHost, tokens: TaskTokens, machine: StateMachine, start: { name: string; input: Payload }) {
    this.host = host;
    this.tokens = tokens;
    this.machine = machine;
    this.name = start.name;
    this.input = start.input;
    this.executionArn = executionArnOf(machine.arn, start.name);
    this.random = seededRandom(this.executionArn);
    this.functions = hostFunctions(host, this.random);
    this.startedAt = host.now();
  }

  get machineArn(): string {
    return this.machine.arn;
  }

  get roleArn(): string {
    return this.machine.roleArn;
  }

  get redriveCount(): number {
    return this.#redriveCount;
  }

  start(): void {
    const details = { input: this.input.text, inputDetails: { truncated: false }, roleArn: this.roleArn };
    this.append("ExecutionStarted", 0, ["executionStartedEventDetails", details]);
    const root = new Branch(this, { graph: this.machine.definition.graph, input: this.input, variables: {} });
    this.#go(root);
  }

  /** Returns when it stopped: an execution that has ended stays as it is. */
  stop(error: string | undefined, cause: string | undefined): number {
    this.#finish("ABORTED", { event: "ExecutionAborted", error, cause });
    return this.#stoppedAt ?? this.host.now();
  }

  /** Repeating a redrive with the same token has no effect: the SDK repeats requests whose answer was lost. */
  redrive(clientToken: string | undefined): number {
    if (clientToken !== undefined && clientToken === this.#redriveToken && this.#redrivenAt !== undefined) {
      return this.#redrivenAt;
    }
    const refusal = this.#redriveRefusal();
    const root = this.#root;
    if (refusal !== undefined || root === undefined) {
      throw new StatesServiceError("ExecutionNotRedrivable", refusal ?? "Execution cannot be redriven");
    }
    this.#redriveCount += 1;
    this.#redrivenAt = this.host.now();
    this.#redriveToken = clientToken;
    this.status = "RUNNING";
    this.#stoppedAt = undefined;
    this.#ending = undefined;
    this.#scope = new Scope();
    const details = { redriveCount: this.#redriveCount };
    const id = this.append("ExecutionRedriven", this.history.length, ["executionRedrivenEventDetails", details]);
    this.#go(root.resumedAfter(id));
    return this.#redrivenAt;
  }

  append(type: string, previous: number, details?: readonly [string, Details]): number {
    if (this.history.full) {
      // Also reached by the abort events of an execution that is just being ended for this reason: those are left out.
      if (this.status !== "RUNNING") return previous;
      const cause = `The execution reached the maximum number of history events (${String(EVENTS_MAX)}).`;
      this.#finish("FAILED", { event: "ExecutionFailed", error: "States.Runtime", cause });
      throw new Cancelled();
    }
    return this.#note({ at: this.host.now(), type, previous, details });
  }

  #note(event: HistoryEvent): number {
    const id = this.history.append(event);
    this.host.onHistoryEvent?.(this.executionArn, this.history.last());
    return id;
  }

  context(): Details {
    const execution = {
      Id: this.executionArn,
      Input: this.input.value,
      Name: this.name,
      RoleArn: this.roleArn,
      StartTime: new Date(this.startedAt).toISOString(),
      RedriveCount: this.#redriveCount,
      ...(this.#redrivenAt === undefined ? {} : { RedriveTime: new Date(this.#redrivenAt).toISOString() }),
    };
    return { Execution: execution, StateMachine: { Id: this.machine.arn, Name: this.machine.name } };
  }

  /** As DescribeExecution and the status event show it; `time` writes an instant. */
  describe(time: (at: number) => number): Record<string, unknown> {
    const refusal = this.#redriveRefusal();
    return {
      executionArn: this.executionArn,
      stateMachineArn: this.machine.arn,
      name: this.name,
      status: this.status,
      startDate: time(this.startedAt),
      ...(this.#stoppedAt === undefined ? {} : { stopDate: time(this.#stoppedAt) }),
      input: this.input.text,
      inputDetails: { included: true },
      ...(this.#ending?.output ? { output: this.#ending.output.text, outputDetails: { included: true } } : {}),
      ...(this.#ending?.error === undefined ? {} : { error: this.#ending.error }),
      ...(this.#ending?.cause === undefined ? {} : { cause: this.#ending.cause }),
      redriveCount: this.#redriveCount,
      ...(this.#redrivenAt === undefined ? {} : { redriveDate: time(this.#redrivenAt) }),
      redriveStatus: refusal === undefined ? "REDRIVABLE" : "NOT_REDRIVABLE",
      ...(refusal === undefined ? {} : { redriveStatusReason: refusal }),
    };
  }

  #go(root: Branch): void {
    this.#root = root;
    const scope = this.#scope;
    const limit = this.machine.definition.timeoutSeconds;
    if (limit !== undefined) {
      const cancelTimer = timerAt(this.host, this.host.now() + limit * 1000, () => {
        this.#finish("TIMED_OUT", { event: "ExecutionTimedOut" });
      });
      scope.onCancel(cancelTimer);
    }
    this.#announce();
    root.walk(scope).then(
      (output) => {
        this.#finish("SUCCEEDED", { event: "ExecutionSucceeded", output });
      },
      (error: unknown) => {
        if (error instanceof Cancelled) return;
        const shown =
          error instanceof StateFailure ? error.shown : { error: NOT_CATCHABLE, cause: messageOfThrown(error) };
        this.#finish("FAILED", { event: "ExecutionFailed", ...shown });
      },
    );
  }

  #finish(status: ExecutionStatus, ending: Ending): void {
    if (this.status !== "RUNNING") return;
    this.status = status;
    this.#ending = ending;
    this.#stoppedAt = this.host.now();
    this.#root?.abort();
    const details = ending.output
      ? { output: ending.output.text, outputDetails: { truncated: false } }
      : { error: ending.error, cause: ending.cause };
    this.#note({
      at: this.#stoppedAt,
      type: ending.event,
      previous: this.#root?.lastEventId ?? 0,
      details: [`${ending.event.charAt(0).toLowerCase()}${ending.event.slice(1)}EventDetails`, details],
    });
    // What succeeded is never walked again; anything else may be redriven.
    if (status === "SUCCEEDED") this.#root = undefined;
    this.#scope.cancel();
    this.#announce();
  }

  #redriveRefusal(): string | undefined {
    if (this.#stoppedAt === undefined || this.status === "SUCCEEDED") {
      return `Execution is ${this.status} and cannot be redriven`;
    }
    if (this.history.length >= EVENTS_MAX - 1) return "Execution history event limit exceeded";
    const age = this.host.now() - this.#stoppedAt;
    return age > REDRIVABLE_MILLIS ? "Execution redrivable period exceeded" : undefined;
  }

  #announce(): void {
    this.host.emitStatusChange({
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      stopDate: null,
      output: null,
      error: null,
      cause: null,
      redriveDate: null,
      // Milliseconds, as the event has them.
      ...this.describe((at) => at),
    });
  }
}

export function executionArnOf(machineArn: string, name: string): string {
  return `${machineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}
