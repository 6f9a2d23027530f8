// What a synchronous invocation may carry: 6 MB there and 6 MB back (Lambda developer guide, "Lambda quotas").
import type { InvokeResult } from "./protocol.ts";

/** 6 MB and a little for the envelope, as Lambda's own error tells it. */
export const PAYLOAD_BYTES_MAX = 6_291_556;

/** Instead of an invocation whose event is too large. */
export function requestRefusal(event: string): InvokeResult | undefined {
  if (Buffer.byteLength(event) <= PAYLOAD_BYTES_MAX) return undefined;
  return refused("RequestTooLargeException", `Request must be smaller than ${String(PAYLOAD_BYTES_MAX)} bytes`);
}

/** Instead of a result whose JSON text is too large. */
export function responseRefusal(payload: string): InvokeResult | undefined {
  if (Buffer.byteLength(payload) <= PAYLOAD_BYTES_MAX) return undefined;
  return refused(
    "Function.ResponseSizeTooLarge",
    `Response payload size exceeded maximum allowed payload size (${String(PAYLOAD_BYTES_MAX)} bytes).`,
  );
}

function refused(errorType: string, errorMessage: string): InvokeResult {
  return { ok: false, error: { errorType, errorMessage, trace: [] } };
}
