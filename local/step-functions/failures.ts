// The two kinds of failure: what a caller of the service gets (an AWS error name), and what happens inside an execution
// (a States error that Retry and Catch may match). A third signal, Cancelled, ends work that nobody waits for any more.

/** An error of the Step Functions API: `name` is the AWS error name that the protocol layer puts on the wire. */
export class StatesServiceError extends Error {
  override readonly name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export interface FailureText {
  /** The error name as history shows it; a Fail state need not have one. */
  readonly error: string | undefined;
  readonly detail?: string | undefined;
  /** A second name under which Retry and Catch know it: a missed heartbeat is recorded as States.Timeout. */
  readonly alias?: string;
}

/** Ends the whole execution: no retry and no catch takes it, and history has no event for the states that it passes through. */
export const NOT_CATCHABLE = "States.Runtime";

/** A state failed; unless a Retry or Catch takes it, so does its branch, and in the end the execution. */
export class StateFailure extends Error {
  override readonly name = "StateFailure";
  readonly error: string | undefined;
  readonly detail: string | undefined;
  readonly alias: string | undefined;
  constructor(text: FailureText) {
    super([text.error, text.detail].filter((one) => one !== undefined).join(": "));
    this.error = text.error;
    this.detail = text.detail;
    this.alias = text.alias;
  }

  /** As histories and descriptions show it: they leave an empty cause out, that of a time-out. */
  get shown(): { readonly error: string | undefined; readonly cause: string | undefined } {
    return { error: this.error, cause: this.detail === "" ? undefined : this.detail };
  }

  /** `$states.errorOutput`: the cause of a time-out is there, and empty. */
  output(): { Error?: string; Cause?: string } {
    return {
      ...(this.error === undefined ? {} : { Error: this.error }),
      ...(this.detail === undefined ? {} : { Cause: this.detail }),
    };
  }
}

/**
 * An expression failed, or gave what its field cannot take. History shows it as an event of its own: the branch records it, once,
 * and goes on with the plain failure. `location`: the field within its state.
 */
export class EvaluationFailure extends StateFailure {
  readonly location: string;
  constructor(detail: string, location: string) {
    super({ error: "States.QueryEvaluationError", detail });
    this.location = location;
  }
}

/** Thrown into work whose execution has ended or whose Map has failed; it is never recorded. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** The text of anything thrown, as far as it has one. JSONata throws plain objects, functions may throw anything. */
export function messageOfThrown(thrown: unknown): string {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown) return String(thrown.message);
  return String(thrown);
}

export function nameOf(thrown: unknown): string {
  if (typeof thrown === "object" && thrown !== null && "name" in thrown) return String(thrown.name);
  return "Error";
}

/** Whatever was thrown, as a failure of the state; throws Cancelled where nobody waits any more. */
export function failureOf(error: unknown, cancelled: boolean): StateFailure {
  if (cancelled || error instanceof Cancelled) throw new Cancelled();
  if (error instanceof StateFailure) return error;
  return new StateFailure({ error: "States.Runtime", detail: messageOfThrown(error) });
}
