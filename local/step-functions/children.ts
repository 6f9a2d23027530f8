// Branches inside a state: the iterations of a Map (at most 40 at a time, as Step Functions allows inline) and the
// branches of a Parallel. The first failure aborts the others; what has succeeded is kept for a redrive.
import { Branch } from "./branch.ts";
import { EvaluationFailure, NOT_CATCHABLE, StateFailure } from "./failures.ts";
import type { Details } from "./history.ts";
import { payloadOf } from "./payload.ts";
import type { Scope } from "./scope.ts";
import type { MapState, ParallelState } from "./state-types.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const INLINE_CONCURRENCY_MAX = 40;

type ParentState = MapState | ParallelState;

export async function runChildren(parent: Branch, state: ParentState, scope: Scope): Promise<unknown[]> {
  const concurrencyMax = state.type === "Map" ? await concurrencyOf(parent, state) : state.branches.length;
  const children = (parent.children ??= await beginChildren(parent, state));
  const pool = scope.child();
  try {
    await inPool(children, concurrencyMax, (child, index) => runChild({ parent, state, child, index, pool }));
  } finally {
    pool.cancel();
  }
  scope.check();
  // Passed by: the state's exit follows from the last event of its branches, as this one does.
  parent.run.append(`${state.type}StateSucceeded`, parent.lastEventId);
  return children.map((child) => child.output?.value);
}

async function concurrencyOf(parent: Branch, state: MapState): Promise<number> {
  const wanted = state.concurrencyMax === undefined ? 0 : await parent.evaluate(state.concurrencyMax);
  if (typeof wanted !== "number" || !Number.isInteger(wanted) || wanted < 0) {
    throw new EvaluationFailure("MaxConcurrency is not a whole number from 0.", "MaxConcurrency");
  }
  return wanted === 0 ? INLINE_CONCURRENCY_MAX : Math.min(wanted, INLINE_CONCURRENCY_MAX);
}

async function beginChildren(parent: Branch, state: ParentState): Promise<Branch[]> {
  const children = state.type === "Map" ? await iterations(parent, state) : await branches(parent, state);
  const started: readonly [string, Details] = ["mapStateStartedEventDetails", { length: children.length }];
  parent.emit(`${state.type}StateStarted`, state.type === "Map" ? started : undefined);
  for (const child of children) child.lastEventId = parent.lastEventId;
  return children;
}

async function iterations(parent: Branch, state: MapState): Promise<Branch[]> {
  const items = state.items === undefined ? parent.input.value : await parent.evaluate(state.items);
  const children: Branch[] = [];
  for (const item of entriesOf(items)) {
    const context = { Map: { Item: item } };
    const selected = state.itemSelector ? await parent.evaluate(state.itemSelector, { context }) : item.Value;
    const input = payloadOf(selected, `item ${String(item.Index)} of ${state.name}`);
    children.push(new Branch(parent.run, { graph: state.processor, input, variables: parent.variables, context }));
  }
  return children;
}

interface MapItem {
  readonly Index: number;
  readonly Value: unknown;
  readonly Key?: string;
}

function entriesOf(items: unknown): MapItem[] {
  if (Array.isArray(items)) return items.map((value: unknown, index) => ({ Index: index, Value: value }));
  if (typeof items === "object" && items !== null) {
    return Object.entries<unknown>({ ...items }).map(([key, value], index) => ({
      Index: index,
      Key: key,
      Value: value,
    }));
  }
  const text = JSON.stringify(items);
  throw new EvaluationFailure(`Map state input must be an array or an object but was: ${text}`, "Items");
}

async function branches(parent: Branch, state: ParallelState): Promise<Branch[]> {
  const input = state.arguments
    ? payloadOf(await parent.evaluate(state.arguments), `arguments of ${state.name}`)
    : parent.input;
  return state.branches.map((graph) => new Branch(parent.run, { graph, input, variables: parent.variables }));
}

interface ChildRun {
  readonly parent: Branch;
  readonly state: ParentState;
  readonly child: Branch;
  readonly index: number;
  readonly pool: Scope;
}

/** Returns the event that what comes next in its place follows from. */
async function runChild({ parent, state, child, index, pool }: ChildRun): Promise<number> {
  pool.check();
  const inMap = state.type === "Map";
  const details: Details = { name: state.name, index };
  if (inMap && child.status === "idle") child.emit("MapIterationStarted", ["mapIterationStartedEventDetails", details]);
  try {
    await child.walk(pool);
  } catch (error) {
    if (error instanceof StateFailure && !pool.cancelled) {
      const cause = child.lastEventId;
      if (error.error !== NOT_CATCHABLE) {
        if (inMap) parent.run.append("MapIterationFailed", cause, ["mapIterationFailedEventDetails", details]);
        child.abortFailedTask();
      }
      parent.abortChildren(cause);
      parent.lastEventId = cause;
      pool.cancel();
    }
    throw error;
  }
  const last = child.lastEventId;
  if (inMap) child.emit("MapIterationSucceeded", ["mapIterationSucceededEventDetails", details]);
  parent.lastEventId = child.lastEventId;
  return last;
}

async function inPool(
  children: readonly Branch[],
  concurrencyMax: number,
  run: (child: Branch, index: number) => Promise<number>,
): Promise<void> {
  const left = [...children.entries()].filter(([, child]) => child.status !== "succeeded").values();
  const worker = async (): Promise<void> => {
    let previous: number | undefined;
    for (const [index, child] of left) {
      if (previous !== undefined && child.status === "idle") child.lastEventId = previous;
      previous = await run(child, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrencyMax, children.length) }, worker));
}
