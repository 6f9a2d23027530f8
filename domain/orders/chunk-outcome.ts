// What a chunk of sites comes to when each of its sites has come to something.
import type { Policy, Reason } from "../../contracts/outcomes.ts";
import type { SiteRecord } from "../../contracts/records.ts";
import type { CallOutcome } from "../ports.ts";
import { siblingsGoOn } from "./addresses.ts";
import { refusalReason } from "./refusal.ts";
import { reasonOf, type StageResult } from "./stage-result.ts";

export type SiteOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly site: SiteRecord; readonly reason: Reason }
  | { readonly kind: "held"; readonly reason: Reason }
  | Extract<StageResult, { kind: "retryLater" }>;

export function siteOutcomeOf(
  site: SiteRecord,
  outcome: Exclude<CallOutcome<unknown>, { kind: "confirmed" }>,
): SiteOutcome {
  switch (outcome.kind) {
    case "refused":
      return { kind: "failed", site, reason: refusalReason(outcome) };
    case "held":
      return { kind: "held", reason: reasonOf(outcome.code, outcome.message) };
    case "retryLater":
      return outcome;
  }
}

/** `failedBefore`: sites of the chunk that had failed before this stage came to them. */
export function chunkOutcome(policy: Policy, outcomes: readonly SiteOutcome[], failedBefore: number): StageResult {
  const held = outcomes.find((outcome) => outcome.kind === "held");
  if (held !== undefined) return held;
  const later = outcomes.filter((outcome) => outcome.kind === "retryLater");
  const [first] = later;
  if (first !== undefined) {
    return { ...first, afterSeconds: Math.max(...later.map(({ afterSeconds }) => afterSeconds)) };
  }
  const failed = outcomes.filter((outcome) => outcome.kind === "failed").length;
  if (failed > 0 && !siblingsGoOn(policy)) return { kind: "held", reason: reasonOf("siblingFailed") };
  return { kind: "done", done: outcomes.length - failed, failed: failed + failedBefore };
}
