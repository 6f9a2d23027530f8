// Faults on demand, so that a caller can prove what it does with them: by the header `x-apex-fault` in test mode, or by
// configuration with a seed (fault-text.ts has the words).
import type { Behavior } from "../behavior.ts";
import { type FaultText, readFaults } from "../fault-text.ts";
import { apiError, Refused } from "../refusal.ts";
import type { ApiRequest, ApiResponse } from "./exchange.ts";

export const FAULT_HEADER = "x-apex-fault";

const CUT: ApiResponse = { status: 502, headers: {}, body: "", cut: true };

/** The faults of a request: its header's in test mode, else what the configuration draws. */
export function faultsOf(request: ApiRequest, behavior: Behavior, draw: () => number): FaultText {
  const asked = behavior.testMode ? request.headers[FAULT_HEADER] : undefined;
  if (asked !== undefined) return read(asked);
  const drawn = behavior.faults.filter(
    ({ path, probability }) => (path === undefined || request.path.endsWith(path)) && draw() < probability,
  );
  return drawn.reduce<FaultText>((faults, { fault }) => ({ ...faults, ...read(fault) }), {});
}

function read(text: string): FaultText {
  const faults = readFaults(text);
  if (faults !== undefined) return faults;
  throw new Refused(400, [apiError("invalidValue", FAULT_HEADER, "There is no such fault.")]);
}

/** What is answered or cut before anything is done; undefined: go on. */
export async function faultBefore(
  faults: FaultText,
  sleep: (millis: number) => Promise<void>,
): Promise<ApiResponse | undefined> {
  if (faults.latency !== undefined) await sleep(faults.latency);
  if (faults.status !== undefined) throw statusFault(faults.status, faults.retryAfter);
  return faults.cutBefore === true ? CUT : undefined;
}

/** What becomes of a successful answer: its effect took place. */
export function faultAfter(faults: FaultText, response: ApiResponse): ApiResponse {
  if (faults.cutAfter === true) return CUT;
  if (faults.errorAfter !== undefined) return { ...response, status: faults.errorAfter, body: "" };
  if (faults.malformed === true) return { ...response, body: response.body.slice(0, -1) };
  if (faults.empty === true) return { ...response, body: "{}" };
  return faults.noText === true ? { ...response, body: withoutSuccessText(response.body) } : response;
}

function statusFault(status: number, retryAfter: number | undefined): Refused {
  const wait = status === 429 || status === 503 ? { "retry-after": String(retryAfter ?? 1) } : {};
  return new Refused(status, [apiError("otherIssue", "", "A fault on demand.")], wait);
}

/** By these a caller tells a success (docs/apex-api.md §4). */
const SUCCESS_KEYS = ["status", "statusMessage", "message", "SetError", "ESignIntegrationResponseStep"];

function withoutSuccessText(body: string): string {
  return JSON.stringify(JSON.parse(body), (key, value: unknown) => (SUCCESS_KEYS.includes(key) ? undefined : value));
}

/** Reproducible numbers in [0, 1): mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
