// Faults as they are written in the header `x-apex-fault` or in the configuration: `name` or `name=value`, several
// separated by commas. A misspelled fault is refused, because a test that provokes nothing proves nothing.

export const CALLBACK_FAULTS = ["duplicate", "early", "late", "lost", "forged"] as const;
export type CallbackFault = (typeof CALLBACK_FAULTS)[number];

export interface FaultText {
  /** Milliseconds before anything is done. */
  readonly latency?: number;
  /** Answered instead of doing anything. */
  readonly status?: number;
  /** Seconds, for a `status` of 429 or 503. */
  readonly retryAfter?: number;
  readonly cutBefore?: true;
  readonly cutAfter?: true;
  /** Answered after the effect. */
  readonly errorAfter?: number;
  readonly malformed?: true;
  readonly empty?: true;
  readonly noText?: true;
  readonly callback?: CallbackFault;
}

const PLAIN = ["cutBefore", "cutAfter", "malformed", "empty", "noText"];
const NUMBERS: Readonly<Record<string, { readonly min: number; readonly max: number; readonly otherwise: number }>> = {
  latency: { min: 0, max: 600_000, otherwise: 1_000 },
  status: { min: 400, max: 599, otherwise: 500 },
  retryAfter: { min: 0, max: 86_400, otherwise: 1 },
  errorAfter: { min: 400, max: 599, otherwise: 500 },
};

/** Undefined where a part of the text is no fault. */
export function readFaults(text: string): FaultText | undefined {
  const faults: Record<string, true | number | string> = {};
  for (const part of text.split(",")) {
    const [name = "", value] = part.trim().split("=");
    const read = readValue(name, value);
    if (read === undefined) return undefined;
    faults[name] = read;
  }
  return faults;
}

function readValue(name: string, value: string | undefined): true | number | string | undefined {
  if (PLAIN.includes(name)) return value === undefined ? true : undefined;
  if (name === "callback") return CALLBACK_FAULTS.find((fault) => fault === value);
  const range = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
  if (range === undefined) return undefined;
  if (value === undefined) return range.otherwise;
  const amount = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  return amount >= range.min && amount <= range.max ? amount : undefined;
}
