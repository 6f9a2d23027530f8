// The handoff stage, a chunk of sites: each site's sub-order is submitted by itself, once, and AT&T's words are kept as they
// came. k of N handed off is a real state: a repetition hands off the others. A handoff that a cancellation was faster than
// is not made.
import { invariant } from "../../contracts/errors.ts";
import type { SiteRecord } from "../../contracts/records.ts";
import { workOnChunk, type WorkedSite } from "../../pipeline/stages/chunk-of-sites.ts";
import type { OrderStore } from "../../pipeline/orders/order-store.ts";
import { isBarred } from "../../pipeline/partner/barred.ts";
import { handOver } from "../../pipeline/orders/site-changes.ts";
import type { SiteStore } from "../../pipeline/orders/site-store.ts";
import type { RunStage, StageWork } from "../../pipeline/stages/stage-consumer.ts";
import { siteOutcomeOf } from "../../domain/orders/chunk-outcome.ts";
import { handoffRequest } from "../../domain/orders/partner-order.ts";

interface HandoffDeps {
  readonly orders: OrderStore;
  readonly sites: SiteStore;
}

/** By then the order is known to be cancelled, and its messages are dropped. */
const CANCELLED_SECONDS = 1;

export function makeHandOffSites(deps: HandoffDeps): RunStage {
  return (work) =>
    workOnChunk(deps.sites, work, {
      stage: "handoff",
      passedBy: "handedOffAt",
      run: (site) => handOff(deps, work, site),
    });
}

async function handOff({ orders }: HandoffDeps, work: StageWork, site: SiteRecord): Promise<WorkedSite> {
  if (site.handedOffAt !== undefined) return { outcome: { kind: "done" } };
  const request = handoffRequest(work.order, site);
  invariant(request, "handoff.subOrderMissing");
  const answer = await work.perform("handOff", request, site.index);
  if (isBarred(answer)) {
    return { outcome: { kind: "retryLater", afterSeconds: CANCELLED_SECONDS, code: "executionFailed" } };
  }
  if (answer.kind !== "confirmed") return { outcome: siteOutcomeOf(site, answer) };
  return { outcome: { kind: "done" }, change: handOver(site, answer.response.message, orders.now()) };
}
