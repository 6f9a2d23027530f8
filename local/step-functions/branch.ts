// Walks one branch (the machine itself, a Map iteration, a Parallel branch) from state to state. A branch remembers where
// it stands, so that a redrive enters the very state that failed or was aborted and leaves finished branches alone.
import { type Exit, type Graph, type State } from "./state-types.ts";
import type { Bindings, Template } from "./expressions.ts";
import { evaluationDetails, exitedDetails, type Seen } from "./evaluation.ts";
import { EvaluationFailure, failureOf, NOT_CATCHABLE, StateFailure } from "./failures.ts";
import type { Details } from "./history.ts";
import { type Payload, payloadOf } from "./payload.ts";
import { nextDelayMillis, takes } from "./retry.ts";
import type { RunParts, Step } from "./run-parts.ts";
import { Scope } from "./scope.ts";
import { timerAt } from "./timers.ts";

export interface Run extends RunParts {
  /** One attempt at the branch's current state: what each type of state does. */
  attempt(branch: Branch, state: State, scope: Scope): Promise<Step>;
}

interface BranchStart {
  readonly graph: Graph;
  readonly input: Payload;
  readonly variables: Bindings;
  /** `Map` of the context object, in an iteration. */
  readonly context?: Details;
}

const ABORTABLE = ["Task", "Map", "Parallel", "Wait"];

export class Branch {
  readonly run: Run;
  readonly #graph: Graph;
  readonly #context: Details;
  /** That of the walk under way. */
  #scope = new Scope();
  readonly variables: Record<string, unknown>;
  /** Position: the state, what it got, and the branches inside it as far as they were begun. */
  #state: State;
  input: Payload;
  #entered = false;
  #enteredAt = 0;
  #enteredId = 0;
  #retryCount = 0;
  children: Branch[] | undefined;
  status: "idle" | "running" | "succeeded" | "failed" | "aborted" = "idle";
  output: Payload | undefined;
  lastEventId = 0;

  constructor(run: Run, start: BranchStart) {
    this.run = run;
    this.#graph = start.graph;
    this.#context = start.context ?? {};
    this.variables = { ...start.variables };
    this.input = start.input;
    this.#state = this.#find(start.graph.startAt);
  }

  /** Throws StateFailure when the branch failed, Cancelled when nobody wants its end any more. */
  async walk(scope: Scope): Promise<Payload> {
    this.status = "running";
    this.#scope = scope;
    try {
      for (;;) {
        const step = await this.#passState(scope);
        scope.check();
        if (step.next === undefined) return this.#succeed(step.output);
        this.#moveTo(this.#find(step.next), step.output);
      }
    } catch (error) {
      const failure = failureOf(error, scope.cancelled);
      this.status = "failed";
      throw failure;
    }
  }

  /**
   * Marks what is under way as aborted, from the inside out, as history shows it; its scope is cancelled by the caller. `cause`: the
   * event that all of it follows from; without one each follows from its own last.
   */
  abort(cause?: number): void {
    if (this.status !== "running") return;
    this.status = "aborted";
    this.abortChildren(cause);
    if (ABORTABLE.includes(this.#state.type)) this.emit(`${this.#state.type}StateAborted`, undefined, cause);
  }

  abortChildren(cause?: number): void {
    for (const [index, child] of (this.children ?? []).entries()) {
      if (child.status !== "running") continue;
      if (this.#state.type === "Map") {
        const details = { name: this.#state.name, index };
        this.emit("MapIterationAborted", ["mapIterationAbortedEventDetails", details], cause);
      }
      child.abort(cause);
    }
  }

  /** A task whose failure has ended this branch is recorded as aborted, too. */
  abortFailedTask(): void {
    if (this.#state.type === "Task") this.run.append("TaskStateAborted", this.lastEventId);
  }

  /**
   * A branch that stands where this one stood, to be walked after a redrive; what follows is caused by event `cause`. It is
   * a new one so that nothing still on its way in the old one can reach it. Finished branches inside are kept.
   */
  resumedAfter(cause: number): Branch {
    const branch = new Branch(this.run, {
      graph: this.#graph,
      input: this.input,
      variables: this.variables,
      context: this.#context,
    });
    branch.status = this.status;
    branch.lastEventId = cause;
    branch.#state = this.#state;
    branch.#entered = this.#entered;
    branch.#enteredAt = this.#enteredAt;
    branch.#enteredId = this.#enteredId;
    branch.children = this.children?.map((child) => (child.status === "succeeded" ? child : child.resumedAfter(cause)));
    return branch;
  }

  /** Throws Cancelled instead, once nobody wants this branch's end any more. */
  emit(type: string, details?: readonly [string, Details], previous = this.lastEventId): number {
    this.#scope.check();
    this.lastEventId = this.run.append(type, previous, details);
    return this.lastEventId;
  }

  /** Evaluates a field of the current state. */
  async evaluate(template: Template, seen: Seen = {}): Promise<unknown> {
    const value = await template(this.#bindings(seen));
    this.#scope.check();
    return value;
  }

  /** Leaves the current state by `exit`; `fallback` is the output where none is written. */
  async leave(exit: Exit, fallback: Payload, seen: Seen = {}): Promise<Step> {
    const { name, type } = this.#state;
    const output = exit.output ? payloadOf(await this.evaluate(exit.output, seen), `output of ${name}`) : fallback;
    const assigned: Array<readonly [string, Payload]> = [];
    for (const [variable, template] of exit.assign) {
      assigned.push([variable, payloadOf(await this.evaluate(template, seen), `variable ${variable}`)]);
    }
    const details = exitedDetails(name, output, assigned);
    this.emit(`${type}StateExited`, ["stateExitedEventDetails", details]);
    for (const [variable, { value }] of assigned) this.variables[variable] = value;
    return { next: exit.next, output };
  }

  async sleepUntil(at: number): Promise<void> {
    await this.#scope.suspend<undefined>((settle) =>
      timerAt(this.run.host, at, () => {
        settle.resolve(undefined);
      }),
    );
  }

  async #passState(scope: Scope): Promise<Step> {
    const state = this.#state;
    if (!this.#entered) this.#enter();
    const retries = state.retry.map(() => 0);
    for (;;) {
      try {
        return await this.run.attempt(this, state, scope);
      } catch (error) {
        const failure = this.#recorded(failureOf(error, scope.cancelled));
        const delay = nextDelayMillis(state.retry, failure, retries, this.run.random);
        if (delay === undefined) return await this.#catch(failure);
        this.children = undefined;
        this.#retryCount += 1;
        await this.sleepUntil(this.run.host.now() + delay);
      }
    }
  }

  async #catch(failure: StateFailure): Promise<Step> {
    const before = this.lastEventId;
    this.#recordEnd(failure);
    const catcher = this.#state.catch.find(({ errors }) => takes(errors, failure));
    if (catcher === undefined) throw failure;
    const errorOutput = failure.output();
    try {
      return await this.leave(catcher, payloadOf(errorOutput, "error output"), { states: { errorOutput } });
    } catch (error) {
      const second = failureOf(error, this.#scope.cancelled);
      // AWS records it from where the state stood before it had failed, and fails the state once more.
      if (second instanceof EvaluationFailure) this.lastEventId = before;
      const recorded = this.#recorded(second);
      this.#recordEnd(recorded);
      throw recorded;
    }
  }

  /** The failure of an expression is an event of its own. */
  #recorded(failure: StateFailure): StateFailure {
    if (!(failure instanceof EvaluationFailure)) return failure;
    const details = evaluationDetails(failure, this.#state.name, this.#enteredId);
    this.emit("EvaluationFailed", ["evaluationFailedEventDetails", { ...details }]);
    return new StateFailure({ error: details.error, detail: details.cause });
  }

  /** Once no retry takes it: a failure of a Map or Parallel is one event, however often it was tried. */
  #recordEnd({ error }: StateFailure): void {
    const { type } = this.#state;
    if ((type === "Map" || type === "Parallel") && error !== NOT_CATCHABLE) this.emit(`${type}StateFailed`);
  }

  #enter(): void {
    const { name, type } = this.#state;
    const details = { name, input: this.input.text, inputDetails: { truncated: false } };
    this.#enteredId = this.emit(`${type}StateEntered`, ["stateEnteredEventDetails", details]);
    this.#entered = true;
    this.#enteredAt = this.run.host.now();
  }

  #moveTo(state: State, input: Payload): void {
    this.#state = state;
    this.input = input;
    this.#entered = false;
    this.#retryCount = 0;
    this.children = undefined;
  }

  #succeed(output: Payload): Payload {
    this.status = "succeeded";
    this.output = output;
    this.children = undefined;
    return output;
  }

  #find(name: string): State {
    const state = this.#graph.states.get(name);
    if (state === undefined)
      throw new StateFailure({ error: "States.Runtime", detail: `There is no state '${name}'.` });
    return state;
  }

  #bindings(seen: Seen): Bindings {
    const entered = new Date(this.#enteredAt).toISOString();
    const state = { EnteredTime: entered, Name: this.#state.name, RetryCount: this.#retryCount };
    const context = { ...this.run.context(), ...this.#context, State: state, ...seen.context };
    const states = { input: this.input.value, context, ...seen.states };
    return { ...this.run.functions, ...this.variables, states };
  }
}
