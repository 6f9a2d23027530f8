// What a call has met, in words that a person reads: why the partner counts as out of reach, and why an outcome is unknown.
import type { CallName } from "../../contracts/apex/calls.ts";
import type { ApexResult } from "../../adapters/apex/classify-outcome.ts";

const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "no such host",
  ETIMEDOUT: "no connection in time",
  connectTimeout: "no connection in time",
  ECONNRESET: "connection closed",
  EHOSTUNREACH: "host out of reach",
  ENETUNREACH: "network out of reach",
  notSent: "no connection",
  timeout: "no answer in time",
  connection: "connection closed",
  serverError: "server error",
  redirect: "it answers with a redirect",
  malformedAnswer: "its answer is not JSON",
  oversizedAnswer: "its answer is too large",
};

/** Undefined: the partner is there. */
export function troubleCause(result: ApexResult<CallName>): string | undefined {
  if (result.kind === "unknown") return CAUSES[result.cause] ?? result.cause;
  if (result.kind !== "noEffect" || result.throttled) return undefined;
  return CAUSES[result.cause] ?? result.cause.replace(/^status(\d+)$/, "it answers $1");
}

/** For the reason of a hold: which call, and what it met. */
export const metText = (call: CallName, cause: string | undefined): string =>
  cause === undefined ? `The call: ${call}.` : `The call: ${call} (${cause}).`;
