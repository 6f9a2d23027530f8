// One attempt at one state: what each type of state does. Retry and Catch lie around it, in the branch.
import type { Branch, Step } from "./branch.ts";
import { runChildren } from "./children.ts";
import { evaluationFailure } from "./expressions.ts";
import { StateFailure } from "./failures.ts";
import { payloadOf } from "./payload.ts";
import type { Scope } from "./scope.ts";
import type { ChoiceState, FailState, State, WaitState } from "./state-types.ts";
import { runTask } from "./task.ts";

export async function attemptState(branch: Branch, state: State, scope: Scope): Promise<Step> {
  branch.run.host.onTransition?.(branch.run.executionArn);
  switch (state.type) {
    case "Pass":
    case "Succeed":
      return await branch.leave(state, branch.input);
    case "Choice":
      return await choose(branch, state);
    case "Wait":
      await branch.sleepUntil(await wakeTime(branch, state));
      return await branch.leave(state, branch.input);
    case "Fail":
      throw await declaredFailure(branch, state);
    case "Task": {
      const result = await runTask(branch, state, scope);
      return await branch.leave(state, result, { states: { result: result.value } });
    }
    case "Map":
    case "Parallel": {
      const result = payloadOf(await runChildren(branch, state, scope), `result of ${state.name}`);
      return await branch.leave(state, result, { states: { result: result.value } });
    }
  }
}

async function choose(branch: Branch, state: ChoiceState): Promise<Step> {
  for (const rule of state.rules) {
    const holds = await branch.evaluate(rule.condition);
    if (typeof holds !== "boolean") throw evaluationFailure(`A condition of '${state.name}' is not a boolean.`);
    if (holds) return await branch.leave(rule, branch.input);
  }
  if (state.fallback !== undefined) return await branch.leave({ ...state, next: state.fallback }, branch.input);
  throw new StateFailure({ error: "States.NoChoiceMatched", detail: `No choice of '${state.name}' matched.` });
}

/** The profile that Step Functions takes: upper-case T and Z, a time zone (Amazon States Language, "Timestamps"). */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

async function wakeTime(branch: Branch, state: WaitState): Promise<number> {
  if (state.seconds !== undefined) {
    const seconds = await branch.evaluate(state.seconds);
    if (typeof seconds === "number" && seconds >= 0) return branch.run.host.now() + seconds * 1000;
    throw evaluationFailure(`Seconds of '${state.name}' is not a number from 0.`);
  }
  const text = state.timestamp === undefined ? "" : String(await branch.evaluate(state.timestamp));
  const at = RFC_3339.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) throw evaluationFailure(`Timestamp of '${state.name}' is not a timestamp.`);
  return at;
}

async function declaredFailure(branch: Branch, state: FailState): Promise<StateFailure> {
  const error = state.error === undefined ? undefined : String(await branch.evaluate(state.error));
  const detail = state.cause === undefined ? undefined : String(await branch.evaluate(state.cause));
  return new StateFailure({ error, detail });
}
