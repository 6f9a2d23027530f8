// A state machine as the interpreter walks it: every field that holds JSONata is compiled, every default is filled in.
import type { Template } from "./expressions.ts";

export type Assignments = ReadonlyArray<readonly [string, Template]>;

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly attemptsMax: number;
  readonly backoffRate: number;
  readonly delaySecondsMax: number;
  readonly fullJitter: boolean;
}

/** Where to go, with what output and which variables: the tail of a state, a choice rule or a catcher. */
export interface Exit {
  /** Absent: the branch ends. */
  readonly next: string | undefined;
  readonly output: Template | undefined;
  readonly assign: Assignments;
}

export interface Catcher extends Exit {
  readonly errors: readonly string[];
}

export type TaskResource =
  | { readonly kind: "sendMessage"; readonly token: boolean }
  | { readonly kind: "invoke" }
  /** A plain function ARN. */
  | { readonly kind: "function"; readonly arn: string };

export interface StateBase extends Exit {
  readonly name: string;
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface TaskState extends StateBase {
  readonly type: "Task";
  readonly resource: TaskResource;
  readonly arguments: Template | undefined;
  readonly timeoutSeconds: Template | undefined;
  readonly heartbeatSeconds: Template | undefined;
}
export interface MapState extends StateBase {
  readonly type: "Map";
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly concurrencyMax: Template | undefined;
  readonly processor: Graph;
}
export interface ParallelState extends StateBase {
  readonly type: "Parallel";
  readonly arguments: Template | undefined;
  readonly branches: readonly Graph[];
}
export interface ChoiceState extends StateBase {
  readonly type: "Choice";
  readonly rules: ReadonlyArray<Exit & { readonly condition: Template }>;
  readonly fallback: string | undefined;
}
export interface WaitState extends StateBase {
  readonly type: "Wait";
  readonly seconds: Template | undefined;
  readonly timestamp: Template | undefined;
}
export interface FailState extends StateBase {
  readonly type: "Fail";
  readonly error: Template | undefined;
  readonly cause: Template | undefined;
}
export interface PlainState extends StateBase {
  readonly type: "Pass" | "Succeed";
}
export type State = TaskState | MapState | ParallelState | ChoiceState | WaitState | FailState | PlainState;

export interface Graph {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}
export interface Definition {
  readonly graph: Graph;
  readonly timeoutSeconds: number | undefined;
}
