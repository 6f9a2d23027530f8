// A JSON value together with its text: the text is what history keeps (shared, so that a payload that passes through ten
// states is stored once) and what the 256 KiB limit is measured on.
import { StateFailure } from "./failures.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: input or output of a state or execution. */
export const PAYLOAD_BYTES_MAX = 262_144;

export interface Payload {
  readonly value: unknown;
  readonly text: string;
}

export function payloadOfText(text: string): Payload {
  return { value: JSON.parse(text), text };
}

/** Copies through JSON: what JSONata returns may share structure with its input and carry marks of its own. */
export function payloadOf(value: unknown, what: string): Payload {
  const text = JSON.stringify(value);
  if (exceedsLimit(text)) {
    throw new StateFailure({
      error: "States.DataLimitExceeded",
      detail: `The ${what} exceeds the maximum number of bytes, ${String(PAYLOAD_BYTES_MAX)}.`,
    });
  }
  return payloadOfText(text);
}

export function exceedsLimit(text: string): boolean {
  // A UTF-16 unit is at most three bytes of UTF-8: short texts need no count.
  return text.length * 3 > PAYLOAD_BYTES_MAX && Buffer.byteLength(text) > PAYLOAD_BYTES_MAX;
}
