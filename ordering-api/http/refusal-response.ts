// A refusal as an answer. The default is one shape for every 4xx; refusals by a rule can take the styles of AT&T's
// neighboring APIs instead, where an error hides in a 200 (behavior.ts).
import type { Behavior } from "../behavior.ts";
import type { Refused } from "../refusal.ts";
import { type ApiResponse, jsonResponse } from "./exchange.ts";

/** Refusals by a rule: against the contract's rules, or against the state of things. */
const BY_RULE = [404, 409, 422];

export function refusalResponse(refused: Refused, traceId: string | undefined, behavior: Behavior): ApiResponse {
  const { status, errors, headers } = refused;
  const body = { errors, ...(traceId !== undefined && { traceId }) };
  const statusMessage = errors.map((error) => error.message).join(" ");
  if (behavior.errorStyle === "errors" || !BY_RULE.includes(status)) return jsonResponse(status, body, headers);
  return behavior.errorStyle === "businessError"
    ? jsonResponse(200, { status: "Failed", statusMessage, ...body }, headers)
    : jsonResponse(200, { SetError: true, statusMessage, ...body }, headers);
}
