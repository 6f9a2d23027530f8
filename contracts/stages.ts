// The stages of an order and the messages that carry it from one to the next. A message holds pointers and counts,
// never sites: the state machine's payload stays under 64 KB whatever the size of the order (docs/design.md).
import * as z from "zod";
import { ORDER_STOPPED } from "./errors.ts";
import type { Known } from "./known.ts";
import { ReasonSchema } from "./outcomes.ts";
import { STAGES } from "./stage-names.ts";
import { looseObject, plainObject } from "./object-schemas.ts";

export const StageSchema = z.enum(STAGES);
export type Stage = z.infer<typeof StageSchema>;

/** A half-open range of site indexes `[from, to)` within an order; `n` counts chunks from 0. */
export const ChunkSchema = plainObject(() => ({
  n: z.int().nonnegative(),
  from: z.int().nonnegative(),
  to: z.int().positive(),
}));
export type Chunk = z.infer<typeof ChunkSchema>;

/** What the state machine puts on a stage queue. `chunk` is there for `enrich` and `handoff` only. */
export const StageMessageSchema = plainObject(() => ({
  /** Opaque; up to 2,048 characters (docs/aws-limits.md §1.1). Never logged, never sent to the partner. */
  taskToken: z.string().min(1).max(2048),
  stage: StageSchema,
  orderId: z.string().min(1).max(80),
  distributor: z.string().min(1),
  chunk: ChunkSchema.optional(),
  /**
   * The error name that its state catches when the order is stopped. Absent in a chunk's message, and in every message of an
   * execution that began on the definition before ADR 0019: a stop is then a task that succeeds with the verdict `stop`.
   */
  onStop: z.literal(ORDER_STOPPED).optional(),
}));
export type StageMessage = z.infer<typeof StageMessageSchema>;

/**
 * What a stage (or a callback) answers to the state machine when its task succeeds: on to the next stage. `stop` is read by
 * executions of the definition before ADR 0019 only, where a Choice followed each stage; now a stop is an error name that the
 * message gives (`onStop`). Anything that a person must resolve fails the task with `OrderHeld`: the execution can be redriven.
 */
export const StageOutputSchema = plainObject(() => ({
  verdict: z.enum(["proceed", "stop"]),
  /** With `stop`. */
  code: ReasonSchema.shape.code.optional(),
  /** Sites that went through and sites that failed, for a chunk. */
  done: z.int().nonnegative().optional(),
  failed: z.int().nonnegative().optional(),
}));
export type StageOutput = z.infer<typeof StageOutputSchema>;

/** Input of `order.asl.json`: canonical and free of timestamps, so that StartExecution is idempotent. */
export const OrderExecutionInputSchema = plainObject(() => ({
  orderId: z.string(),
  /** Batch and order in one, as log lines and AT&T have it (contracts/ids.ts). Nothing reads it but people. */
  traceId: z.string().optional(),
  distributor: z.string(),
  siteCount: z.int().positive(),
  chunks: z.array(ChunkSchema).min(1),
}));
export type OrderExecutionInput = z.infer<typeof OrderExecutionInputSchema>;

/** Where an order's document lies in the work bucket: one line of an NDJSON object, read back by byte range. */
export const DocumentPointerSchema = looseObject(() => ({
  key: z.string(),
  /** First byte. */
  from: z.int().nonnegative(),
  /** Number of bytes, without the line feed. */
  bytes: z.int().positive(),
}));
export type DocumentPointer = Known<z.infer<typeof DocumentPointerSchema>>;

/**
 * A message of the order queue, from intake (or sync) to start-order. It also lies in the order's marker and is sent again from there, so
 * what a newer version has put into it is kept.
 */
export const OrderMessageSchema = looseObject(() => ({
  orderId: z.string(),
  fileId: z.string(),
  distributor: z.string(),
  document: DocumentPointerSchema,
  siteCount: z.int().positive(),
}));
export type OrderMessage = Known<z.infer<typeof OrderMessageSchema>>;
