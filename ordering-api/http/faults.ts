// Faults on demand, so that a caller can prove what it does with them: by the header `x-apex-fault` in test mode, or by
// configuration with a seed. `name` or `name=number`, several separated by commas.
import type { Behaviour } from "../behaviour.ts";
import { apiError, Refused } from "../refusal.ts";
import type { ApiRequest, ApiResponse } from "./exchange.ts";

export const FAULT_HEADER = "x-apex-fault";

/** Callback faults travel with the decision; see decisions/deliver-decision.ts. */
const CALLBACK_FAULTS = ["duplicate", "early", "late", "lost", "forged"];

export interface Faults {
  /** Answered or cut before anything is done; undefined: go on. */
  readonly before: () => Promise<ApiResponse | undefined>;
  /** Done to a successful answer. */
  readonly after: (response: ApiResponse) => ApiResponse;
  readonly callback: string | undefined;
}

const CUT: ApiResponse = { status: 502, headers: {}, body: "", cut: true };

export function faultsOf(texts: readonly string[], sleep: (millis: number) => Promise<void>): Faults {
  const faults = new Map(texts.map(readFault));
  return {
    before: async () => {
      const latency = faults.get("latency");
      if (latency !== undefined) await sleep(latency);
      const status = faults.get("status");
      if (status !== undefined) throw statusFault(status, faults.get("retryAfter"));
      return faults.has("cutBefore") ? CUT : undefined;
    },
    after: (response) => {
      if (faults.has("cutAfter")) return CUT;
      if (faults.has("errorAfter")) return { ...response, status: faults.get("errorAfter") ?? 500, body: "" };
      if (faults.has("malformed")) return { ...response, body: response.body.slice(0, -1) };
      if (faults.has("empty")) return { ...response, body: "{}" };
      return response;
    },
    callback: texts.flatMap((text) => /^callback=(\w+)$/.exec(text.trim())?.[1] ?? []).find(isCallbackFault),
  };
}

const isCallbackFault = (name: string): boolean => CALLBACK_FAULTS.includes(name);

function readFault(text: string): [string, number] {
  const [name = "", amount = ""] = text.trim().split("=");
  return [name, Number(amount) || defaultOf(name)];
}
const defaultOf = (name: string): number => (name === "latency" ? 1_000 : 500);

function statusFault(status: number, retryAfter: number | undefined): Refused {
  const wait = status === 429 || status === 503 ? { "retry-after": String(retryAfter ?? 1) } : {};
  return new Refused(status, [apiError("otherIssue", "", "A fault on demand.")], wait);
}

/** The faults of a request: its header's in test mode, else what the configuration draws. */
export function faultTexts(request: ApiRequest, behaviour: Behaviour, draw: () => number): readonly string[] {
  const asked = behaviour.testMode ? request.headers[FAULT_HEADER] : undefined;
  if (asked !== undefined) return asked.split(",");
  return behaviour.faults
    .filter(({ path, probability }) => (path === undefined || request.path.endsWith(path)) && draw() < probability)
    .map(({ fault }) => fault);
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
