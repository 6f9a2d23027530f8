// A Task state: sends a message (and waits for its token to come back, where asked) or invokes a function, under the
// task's timeout and heartbeat. Its history is that of AWS, event by event.
import type { Branch } from "./branch.ts";
import type { Template } from "./expressions.ts";
import { EvaluationFailure, failureOf, StateFailure } from "./failures.ts";
import { type Payload, payloadOf } from "./payload.ts";
import type { Scope, Settle } from "./scope.ts";
import type { TaskState } from "./state-types.ts";
import { callResource } from "./task-call.ts";
import { eventsOf, outputDetails, scheduledDetails, type TaskEvents } from "./task-events.ts";
import { timerAt } from "./timers.ts";

interface TaskAttempt {
  readonly branch: Branch;
  readonly state: TaskState;
  readonly parameters: unknown;
  readonly token: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly events: TaskEvents;
}

export async function runTask(branch: Branch, state: TaskState, scope: Scope): Promise<Payload> {
  const { resource } = state;
  const token =
    resource.kind === "sendMessage" && resource.token
      ? branch.run.tokens.mint(branch.run.executionArn, branch.run.host.uuid())
      : undefined;
  const seen = token === undefined ? {} : { context: { Task: { Token: token } } };
  const parameters = state.arguments ? await branch.evaluate(state.arguments, seen) : branch.input.value;
  const attempt: TaskAttempt = {
    branch,
    state,
    parameters,
    token,
    timeoutSeconds: await secondsOf(branch, state.timeoutSeconds, "TimeoutSeconds"),
    heartbeatSeconds: await secondsOf(branch, state.heartbeatSeconds, "HeartbeatSeconds"),
    events: eventsOf(resource),
  };
  schedule(attempt);
  try {
    const result = await scope.suspend<Payload>((settle) => perform(attempt, settle));
    const { events } = attempt;
    branch.emit(`${events.prefix}Succeeded`, [`${events.member}SucceededEventDetails`, outputDetails(events, result)]);
    return result;
  } catch (error) {
    scope.check();
    if (error instanceof StateFailure) recordFailure(attempt, error);
    throw error;
  }
}

async function secondsOf(branch: Branch, template: Template | undefined, field: string): Promise<number | undefined> {
  if (template === undefined) return undefined;
  const seconds = await branch.evaluate(template);
  if (typeof seconds === "number" && Number.isInteger(seconds) && seconds > 0) return seconds;
  throw new EvaluationFailure(`${field} is not a whole number of seconds above 0.`, field);
}

function schedule({ branch, state, parameters, events, timeoutSeconds, heartbeatSeconds }: TaskAttempt): void {
  const text = payloadOf(parameters, `arguments of ${state.name}`).text;
  const details = scheduledDetails(state.resource, text, branch.run.machineArn);
  if (timeoutSeconds !== undefined) details["timeoutInSeconds"] = timeoutSeconds;
  if (heartbeatSeconds !== undefined) details["heartbeatInSeconds"] = heartbeatSeconds;
  branch.emit(`${events.prefix}Scheduled`, [`${events.member}ScheduledEventDetails`, details]);
  const service = state.resource.kind !== "function";
  branch.emit(`${events.prefix}Started`, service ? ["taskStartedEventDetails", events.common] : undefined);
}

/** Starts the call and everything that can end it; returns how to let go of the rest. */
function perform(attempt: TaskAttempt, settle: Settle<Payload>): () => void {
  const { branch, token, timeoutSeconds, heartbeatSeconds } = attempt;
  const { host } = branch.run;
  const disposers: Array<() => void> = [];
  const expireAfter = (seconds: number, alias?: string): (() => void) =>
    timerAt(host, host.now() + seconds * 1000, () => {
      settle.reject(
        new StateFailure({ error: "States.Timeout", detail: "", ...(alias === undefined ? {} : { alias }) }),
      );
    });
  if (timeoutSeconds !== undefined) disposers.push(expireAfter(timeoutSeconds));
  let stopHeartbeat: (() => void) | undefined;
  const restartHeartbeat = (): void => {
    stopHeartbeat?.();
    if (heartbeatSeconds !== undefined) stopHeartbeat = expireAfter(heartbeatSeconds, "States.HeartbeatTimeout");
  };
  restartHeartbeat();
  disposers.push(() => stopHeartbeat?.());
  if (token === undefined) call(attempt, settle);
  else disposers.push(submit(attempt, token, settle, restartHeartbeat));
  return () => {
    for (const dispose of disposers) dispose();
  };
}

/** Request and response: the answer of the call is the task's result. */
function call({ branch, state, parameters }: TaskAttempt, settle: Settle<Payload>): void {
  callResource(branch.run, state.resource, parameters).then(
    (response) => {
      guarded(settle, () => {
        settle.resolve(payloadOf(response ?? null, `result of ${state.name}`));
      });
    },
    (error: unknown) => {
      settle.reject(failureOf(error, false));
    },
  );
}

/** Request and callback: the token may come back before the call has answered; history keeps the order all the same. */
function submit(attempt: TaskAttempt, token: string, settle: Settle<Payload>, onHeartbeat: () => void): () => void {
  const { branch, state, parameters, events } = attempt;
  let submitted = false;
  let outcome: (() => void) | undefined;
  const complete = (act: () => void): void => {
    outcome = act;
    if (submitted) act();
  };
  // Open before the message is sent: it may be answered before the send has returned.
  const close = branch.run.tokens.open(token, {
    succeed: (output) => {
      complete(() => {
        settle.resolve(output);
      });
    },
    fail: (error, cause) => {
      complete(() => {
        settle.reject(new StateFailure({ error, detail: cause }));
      });
    },
    heartbeat: onHeartbeat,
  });
  callResource(branch.run, state.resource, parameters).then(
    (response) => {
      guarded(settle, () => {
        const details = outputDetails(events, payloadOf(response, `answer to ${state.name}`));
        branch.emit("TaskSubmitted", ["taskSubmittedEventDetails", details]);
        submitted = true;
        outcome?.();
      });
    },
    (error: unknown) => {
      settle.reject(new SubmitFailure(failureOf(error, false)));
    },
  );
  return close;
}

/** What throws inside a callback of the host must end the task, not the process. */
function guarded(settle: Settle<Payload>, act: () => void): void {
  if (settle.done()) return;
  try {
    act();
  } catch (error) {
    settle.reject(error instanceof Error ? error : failureOf(error, false));
  }
}

/** The message could not be sent: history says TaskSubmitFailed instead of TaskFailed. */
class SubmitFailure extends StateFailure {
  constructor(failure: StateFailure) {
    super({ error: failure.error, detail: failure.detail });
  }
}

function recordFailure({ branch, events }: TaskAttempt, failure: StateFailure): void {
  const kind =
    failure.error === "States.Timeout" ? "TimedOut" : failure instanceof SubmitFailure ? "SubmitFailed" : "Failed";
  const member = `${events.member}${kind}EventDetails`;
  branch.emit(`${events.prefix}${kind}`, [member, { ...events.common, ...failure.shown }]);
}
