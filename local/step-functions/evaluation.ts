// What expressions see of a state, and how history shows what they gave or why they failed.
import type { EvaluationFailure } from "./failures.ts";
import type { Details } from "./history.ts";
import type { Payload } from "./payload.ts";

/** What expressions see besides input and context: `result` or `errorOutput`, and parts of the context object. */
export interface Seen {
  readonly states?: Details;
  readonly context?: Details;
}

/** Of a state's exit, with the variables that it has set. */
export function exitedDetails(
  name: string,
  output: Payload,
  assigned: ReadonlyArray<readonly [variable: string, Payload]>,
): Details {
  const left = { name, output: output.text, outputDetails: { truncated: false } };
  if (assigned.length === 0) return left;
  return {
    ...left,
    assignedVariables: Object.fromEntries(assigned.map(([variable, { text }]) => [variable, text])),
    assignedVariablesDetails: { truncated: false },
  };
}

/** The cause says where, as AWS records it: the state, and the event with which it was entered. */
export function evaluationDetails(
  { error, detail = "", location }: EvaluationFailure,
  state: string,
  enteredId: number,
): { readonly error: string | undefined; readonly cause: string; readonly location: string; readonly state: string } {
  const entered = `(entered at the event id #${String(enteredId)})`;
  const cause = `An error occurred while executing the state '${state}' ${entered}. ${detail}`;
  return { error, cause, location, state };
}
