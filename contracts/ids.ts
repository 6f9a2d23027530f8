// Deterministic ids (docs/design.md, "Data"): the same file, order or call has the same id, however often a message repeats.
// Hashing comes from node:crypto, the one builtin that contracts may use (docs/adr).
import { createHash } from "node:crypto";

const NUL = "\u0000";
const hex = (parts: readonly string[]): string => createHash("sha256").update(parts.join(NUL)).digest("hex");

/**
 * `f-` + 24 hex digits of distributor and the SHA-256 (hex) of the file's bytes. Also people's `batchId`. Another sheet of the same
 * workbook is another batch; `sheet` is absent where none was asked for.
 */
export function fileIdOf(distributor: string, contentHash: string, sheet?: string): string {
  const asked = sheet === undefined ? [] : [sheet.trim().toLowerCase()];
  return `f-${hex([distributor, contentHash, ...asked]).slice(0, 24)}`;
}

/** `o-` + 32 hex digits. Within Step Functions' 80 characters `[0-9A-Za-z-_]` for names (docs/aws-limits.md §1.1). */
export function orderIdOf(distributor: string, orderRef: string, revision: number): string {
  return `o-${hex([distributor, orderRef, String(revision)]).slice(0, 32)}`;
}

/**
 * The one id of an order's way, from the upload to AT&T and back: `f-….o-…`, its batch and itself. A line about the batch has the
 * first part alone, so whatever is on the way of an order has an id that the order's contains (ADR 0032). AT&T's `x-trace-id`.
 */
export const traceIdOf = (fileId: string, orderId: string): string => `${fileId}.${orderId}`;

/** The nth execution (from 1) of an order. */
export function executionNameOf(orderId: string, n: number): string {
  return n === 1 ? orderId : `${orderId}-r${String(n)}`;
}

/** RFC 9562 §5.5. */
export function uuidV5(namespace: string, text: string): string {
  const digest = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(text)
    .digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const h = digest.toString("hex");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20, 32)}`;
}

/** Namespace of our transaction ids: a random UUID, fixed for ever. */
const TRANSACTION_NAMESPACE = "6f1d0c52-9f0e-4b7a-8a3c-5d2b7e4f9a10";

/** The partner's `x-transaction-id`: the same for every attempt of one call of one site (or `order`) in one stage. */
export function transactionIdOf(orderId: string, stage: string, call: string, scope: number | "order"): string {
  return uuidV5(TRANSACTION_NAMESPACE, [orderId, stage, call, String(scope)].join(NUL));
}
