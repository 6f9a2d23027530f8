// One attempt at one state: what each type of state does. Retry and Catch lie around it, in the branch.
import type { Branch } from "./branch.ts";
import { runChildren } from "./children.ts";
import { EvaluationFailure, StateFailure } from "./failures.ts";
import { payloadOf } from "./payload.ts";
import type { Step } from "./run-parts.ts";
import type { Scope } from "./scope.ts";
import type { ChoiceState, FailState, State, WaitState } from "./state-types.ts";
import { runTask } from "./task.ts";
import { instantOf, isWaitSeconds, WAIT_SECONDS } from "./wait-time.ts";

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
  for (const [index, rule] of state.rules.entries()) {
    const holds = await branch.evaluate(rule.condition);
    if (typeof holds !== "boolean") {
      throw new EvaluationFailure("A condition is not a boolean.", `Choices[${String(index)}]/Condition`);
    }
    if (holds) return await branch.leave(rule, branch.input);
  }
  if (state.fallback !== undefined) return await branch.leave({ ...state, next: state.fallback }, branch.input);
  throw new StateFailure({ error: "States.NoChoiceMatched", detail: `No choice of '${state.name}' matched.` });
}

async function wakeTime(branch: Branch, state: WaitState): Promise<number> {
  if (state.seconds !== undefined) {
    const seconds = await branch.evaluate(state.seconds);
    if (isWaitSeconds(seconds)) return branch.run.host.now() + seconds * 1000;
    throw new EvaluationFailure(`Seconds ${WAIT_SECONDS}, but was: ${JSON.stringify(seconds)}`, "Seconds");
  }
  const text = state.timestamp === undefined ? "" : await branch.evaluate(state.timestamp);
  const at = typeof text === "string" ? instantOf(text) : undefined;
  if (at !== undefined) return at;
  const wanted = "The Timestamp parameter does not reference a valid ISO-8601 extended offset date-time format string";
  throw new EvaluationFailure(`${wanted}: ${JSON.stringify(text)}`, "Timestamp");
}

async function declaredFailure(branch: Branch, state: FailState): Promise<StateFailure> {
  const error = state.error === undefined ? undefined : String(await branch.evaluate(state.error));
  const detail = state.cause === undefined ? undefined : String(await branch.evaluate(state.cause));
  return new StateFailure({ error, detail });
}
