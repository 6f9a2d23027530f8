// The sites of one chunk, a few at a time: which of them a stage works on, and what the chunk comes to. Under policy `site`
// a failed site is final; under the others it is tried again when its order was held for it and redriven. What became of them is
// written down once, for all of them: until then the records of the partner calls tell it, and a repeat finds them.
import { invariant } from "../../contracts/errors.ts";
import { CHUNK_SITES_AT_ONCE } from "../../contracts/limits.ts";
import { DECISION_HOLDS, type ReasonCode } from "../../contracts/reasons.ts";
import type { SiteRecord } from "../../contracts/records.ts";
import type { Stage } from "../../contracts/stages.ts";
import { siblingsGoOn } from "../../domain/orders/addresses.ts";
import { chunkOutcome, type SiteOutcome } from "../../domain/orders/chunk-outcome.ts";
import { isFinalSite } from "../../domain/orders/settlement.ts";
import type { StageResult } from "../../domain/orders/stage-result.ts";
import { concurrently } from "../../adapters/runtime/concurrently.ts";
import { decision, isOpenSite, type SiteChange } from "../orders/site-changes.ts";
import type { SiteStore } from "../orders/site-store.ts";
import type { StageWork } from "./stage-consumer.ts";

/** What became of a site, and what is written down of one that got through. */
export interface WorkedSite {
  readonly outcome: SiteOutcome;
  readonly change?: SiteChange;
}

/** How a stage works on a chunk. */
export interface ChunkWork {
  readonly stage: Stage;
  /** There once the site has passed the stage: a straggler's refusal says nothing about it any more. */
  readonly passedBy: "billingAccountId" | "handedOffAt";
  readonly run: (site: SiteRecord) => Promise<WorkedSite>;
}

export async function workOnChunk(
  sites: SiteStore,
  work: StageWork,
  { stage, passedBy, run }: ChunkWork,
): Promise<StageResult> {
  const { chunk } = work.message;
  invariant(chunk, `${stage}.chunkMissing`);
  const { orderId, policy } = work.order;
  const all = await sites.sites(orderId, chunk);
  const again = (site: SiteRecord): boolean =>
    site.status === "failed" && site.stage === stage && !siblingsGoOn(policy);
  const going = all.filter((site) => !isFinalSite(site) || site.status === "completed" || again(site));
  let over: SiteOutcome | undefined;
  const worked = await concurrently(going, CHUNK_SITES_AT_ONCE, async (site): Promise<WorkedSite> => {
    // The partner is out of reach for all of them: the sites not begun yet need not try first.
    if (over !== undefined) return { outcome: over };
    const one = await run(site);
    if (concernsAll(one.outcome)) over = one.outcome;
    return one;
  });
  const at = sites.now();
  const changes = worked.flatMap(({ outcome, change }, position) => {
    const site = going[position];
    if (site === undefined || outcome === over) return [];
    const decided = decidedBy(site, outcome, { stage, at });
    if (decided === undefined) return change ?? [];
    return { ...decided, when: (now: SiteRecord) => isOpenSite(now) && now[passedBy] === undefined };
  });
  const after = changes.length === 0 ? new Map<number, SiteRecord>() : await sites.record(orderId, changes);
  const outcomes = worked.map(({ outcome }, position): SiteOutcome => {
    const site = after.get(going[position]?.index ?? -1);
    return outcome.kind === "failed" && site?.[passedBy] !== undefined ? { kind: "done" } : outcome;
  });
  return chunkOutcome(policy, outcomes, all.length - going.length);
}

/** Undefined: nothing is decided about the site. */
function decidedBy(
  site: SiteRecord,
  outcome: SiteOutcome,
  { stage, at }: { readonly stage: Stage; readonly at: string },
): SiteChange | undefined {
  if (outcome.kind === "failed") return decision(site, { reason: outcome.reason, stage, status: "failed", at });
  if (outcome.kind === "held") return decision(site, { reason: outcome.reason, stage, status: "held", at });
  return undefined;
}

/** Holds of the order, whichever of its sites met them first. */
const CONCERN_ALL: readonly ReasonCode[] = ["wrongCredentials", ...DECISION_HOLDS];

function concernsAll(outcome: SiteOutcome): boolean {
  if (outcome.kind === "retryLater") return outcome.code === "partnerUnavailable";
  return outcome.kind === "held" && CONCERN_ALL.some((code) => code === outcome.reason.code);
}
