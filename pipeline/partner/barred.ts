// How a call that was barred (bar-call.ts) is told from one that the partner refused.
import type { CallOutcome } from "../../domain/ports.ts";

export const BARRED = "not made: the order was cancelled";

export const isBarred = (outcome: CallOutcome<unknown>): boolean =>
  outcome.kind === "refused" && outcome.message === BARRED;

/** The record of such a call asks nobody for anything. */
export const isBar = (record: { readonly refusal?: string | undefined }): boolean => record.refusal === BARRED;
