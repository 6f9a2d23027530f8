// What the states of an execution need from it, and what an attempt at one of them comes to.
import type { Bindings } from "./expressions.ts";
import type { Details } from "./history.ts";
import type { StatesHost } from "./host.ts";
import type { Payload } from "./payload.ts";
import type { TaskTokens } from "./task-tokens.ts";

export interface RunParts {
  readonly host: StatesHost;
  readonly tokens: TaskTokens;
  readonly executionArn: string;
  readonly machineArn: string;
  readonly roleArn: string;
  readonly random: () => number;
  readonly functions: Bindings;
  /** `Execution` and `StateMachine` of the context object. */
  context(): Details;
  /** Appends an event and returns its id; at the limit of events it ends the execution and throws Cancelled. */
  append(type: string, previous: number, details?: readonly [string, Details]): number;
}

export interface Step {
  readonly next: string | undefined;
  readonly output: Payload;
}
