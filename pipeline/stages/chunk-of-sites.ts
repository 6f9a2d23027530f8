// The sites of one chunk, a few at a time: which of them a stage works on, and what the chunk comes to. Under policy `site`
// a failed site is final; under the others it is tried again when its order was held for it and redriven.
import { invariant } from "../../contracts/errors.ts";
import { CHUNK_SITES_AT_ONCE } from "../../contracts/limits.ts";
import type { SiteRecord } from "../../contracts/records.ts";
import type { Stage } from "../../contracts/stages.ts";
import { siblingsGoOn } from "../../domain/orders/addresses.ts";
import { chunkOutcome, type SiteOutcome } from "../../domain/orders/chunk-outcome.ts";
import { isFinalSite } from "../../domain/orders/settlement.ts";
import type { StageResult } from "../../domain/orders/stage-result.ts";
import { concurrently } from "../../adapters/runtime/concurrently.ts";
import type { SiteStore } from "../orders/site-store.ts";
import type { StageWork } from "./stage-consumer.ts";

export async function workOnChunk(
  sites: SiteStore,
  work: StageWork,
  stage: Stage,
  run: (site: SiteRecord) => Promise<SiteOutcome>,
): Promise<StageResult> {
  const { chunk } = work.message;
  invariant(chunk, `${stage}.chunkMissing`);
  const { orderId, policy } = work.order;
  const all = await sites.sites(orderId, chunk);
  const again = (site: SiteRecord): boolean =>
    site.status === "failed" && site.stage === stage && !siblingsGoOn(policy);
  const going = all.filter((site) => !isFinalSite(site) || site.status === "completed" || again(site));
  let over: SiteOutcome | undefined;
  const outcomes = await concurrently(going, CHUNK_SITES_AT_ONCE, async (site) => {
    // The partner is out of reach for all of them: the sites not begun yet need not try first.
    if (over !== undefined) return over;
    const outcome = await run(site);
    if (concernsAll(outcome)) over = outcome;
    return outcome;
  });
  await sites.decide(
    outcomes.filter((outcome) => outcome.kind === "failed"),
    stage,
  );
  const held = outcomes.flatMap((outcome, position) => {
    const site = going[position];
    return outcome.kind === "held" && outcome !== over && site !== undefined ? [{ site, reason: outcome.reason }] : [];
  });
  await sites.decide(held, stage, "held");
  return chunkOutcome(policy, outcomes, all.length - going.length);
}

function concernsAll(outcome: SiteOutcome): boolean {
  if (outcome.kind === "retryLater") return outcome.code === "partnerUnavailable";
  return outcome.kind === "held" && outcome.reason.code === "wrongCredentials";
}
