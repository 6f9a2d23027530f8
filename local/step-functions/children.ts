// Branches inside a state: the iterations of a Map (at most 40 at a time, as Step Functions allows inline) and the
// branches of a Parallel. The first failure aborts the others; what has succeeded is kept for a redrive.
import { Branch } from "./branch.ts";
import { evaluationFailure } from "./expressions.ts";
import { StateFailure } from "./failures.ts";
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
  } catch (error) {
    if (error instanceof StateFailure && !scope.cancelled) parent.emit(`${state.type}StateFailed`);
    throw error;
  } finally {
    pool.cancel();
  }
  parent.emit(`${state.type}StateSucceeded`);
  return children.map((child) => child.output?.value);
}

async function concurrencyOf(parent: Branch, state: MapState): Promise<number> {
  const wanted = state.concurrencyMax === undefined ? 0 : await parent.evaluate(state.concurrencyMax);
  if (typeof wanted !== "number" || !Number.isInteger(wanted) || wanted < 0) {
    throw evaluationFailure(`MaxConcurrency of '${state.name}' is not a whole number from 0.`);
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
  for (const item of entriesOf(items, state)) {
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

function entriesOf(items: unknown, state: MapState): MapItem[] {
  if (Array.isArray(items)) return items.map((value: unknown, index) => ({ Index: index, Value: value }));
  if (typeof items === "object" && items !== null) {
    return Object.entries<unknown>({ ...items }).map(([key, value], index) => ({
      Index: index,
      Key: key,
      Value: value,
    }));
  }
  throw evaluationFailure(`Items of '${state.name}' is not an array or an object.`);
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

async function runChild({ parent, state, child, index, pool }: ChildRun): Promise<void> {
  pool.check();
  const inMap = state.type === "Map";
  const details: Details = { name: state.name, index };
  if (inMap && child.status === "idle") child.emit("MapIterationStarted", ["mapIterationStartedEventDetails", details]);
  try {
    await child.walk(pool);
  } catch (error) {
    if (error instanceof StateFailure && !pool.cancelled) {
      parent.lastEventId = child.lastEventId;
      if (inMap)
        parent.run.append("MapIterationFailed", child.lastEventId, ["mapIterationFailedEventDetails", details]);
      parent.abortChildren();
      parent.lastEventId = child.lastEventId;
      pool.cancel();
    }
    throw error;
  }
  if (inMap) child.emit("MapIterationSucceeded", ["mapIterationSucceededEventDetails", details]);
  parent.lastEventId = child.lastEventId;
}

async function inPool(
  children: readonly Branch[],
  concurrencyMax: number,
  run: (child: Branch, index: number) => Promise<void>,
): Promise<void> {
  const left = [...children.entries()].filter(([, child]) => child.status !== "succeeded").values();
  const worker = async (): Promise<void> => {
    for (const [index, child] of left) await run(child, index);
  };
  await Promise.all(Array.from({ length: Math.min(concurrencyMax, children.length) }, worker));
}
