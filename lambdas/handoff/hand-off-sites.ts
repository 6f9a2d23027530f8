// The handoff stage, a chunk of sites: each site's sub-order is submitted by itself, once, and AT&T's words are kept as they
// came. k of N handed off is a real state: a repetition hands off the others.
import { invariant } from "../../contracts/errors.ts";
import type { SiteRecord } from "../../contracts/records.ts";
import { workOnChunk } from "../../adapters/chunk-of-sites.ts";
import type { OrderStore } from "../../adapters/order-store.ts";
import type { SiteStore } from "../../adapters/site-store.ts";
import type { RunStage, StageWork } from "../../adapters/stage-consumer.ts";
import { type SiteOutcome, siteOutcomeOf } from "../../domain/chunk-outcome.ts";

interface HandoffDeps {
  readonly orders: OrderStore;
  readonly sites: SiteStore;
}

export function makeHandOffSites(deps: HandoffDeps): RunStage {
  return async (work) => {
    const handedOff: SiteRecord[] = [];
    const result = await workOnChunk(deps.sites, work, "handoff", async (site) => {
      const { outcome, record } = await handOff(deps, work, site);
      if (outcome.kind === "done") handedOff.push(record);
      return outcome;
    });
    await deps.sites.handedOff(handedOff);
    return result;
  };
}

async function handOff(
  { orders, sites }: HandoffDeps,
  work: StageWork,
  site: SiteRecord,
): Promise<{ readonly outcome: SiteOutcome; readonly record: SiteRecord }> {
  if (site.handedOffAt !== undefined) return { outcome: { kind: "done" }, record: site };
  const { partnerOrderId } = work.order;
  const { subOrderId } = site;
  invariant(partnerOrderId !== undefined && subOrderId !== undefined, "handoff.subOrderMissing");
  const answer = await work.perform("handOff", { orderId: partnerOrderId, subOrderId }, site.index);
  if (answer.kind !== "confirmed") return { outcome: siteOutcomeOf(site, answer), record: site };
  const changed = await sites.change(
    site,
    {
      status: "completed",
      stage: "handoff",
      acknowledgement: answer.response.message,
      handedOffAt: orders.now(),
    },
    { handedOffAt: { absent: true } },
  );
  return { outcome: { kind: "done" }, record: changed ?? site };
}
