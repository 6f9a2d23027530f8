// The enrich stage, a chunk of sites: installation and shipping, port reservation and billing of each site's sub-order. A
// refused site fails with its reason; what that means for its siblings is the policy's (domain/orders/chunk-outcome.ts).
import { invariant } from "../../contracts/errors.ts";
import type { SiteRecord } from "../../contracts/records.ts";
import { workOnChunk, type WorkedSite } from "../../pipeline/stages/chunk-of-sites.ts";
import { isOpenSite, type SiteChange } from "../../pipeline/orders/site-changes.ts";
import type { SiteStore } from "../../pipeline/orders/site-store.ts";
import type { RunStage, StageWork } from "../../pipeline/stages/stage-consumer.ts";
import { siteOutcomeOf } from "../../domain/orders/chunk-outcome.ts";
import { billingRequest, installationRequest, portRequest } from "../../domain/orders/enrichment.ts";

interface EnrichDeps {
  readonly sites: SiteStore;
}

export function makeEnrichSites({ sites }: EnrichDeps): RunStage {
  return (work) =>
    workOnChunk(sites, work, {
      stage: "enrich",
      passedBy: "billingAccountId",
      run: (site) => enrich(work, site),
    });
}

async function enrich(work: StageWork, record: SiteRecord): Promise<WorkedSite> {
  if (record.billingAccountId !== undefined) return { outcome: { kind: "done" } };
  const { partnerOrderId } = work.order;
  const site = (await work.document()).sites[record.index];
  invariant(partnerOrderId !== undefined && record.subOrderId !== undefined, "enrich.subOrderMissing");
  invariant(site, "enrich.siteMissing");
  const ids = { orderId: partnerOrderId, subOrderId: record.subOrderId };
  const installed = await work.perform("saveInstallationShipping", installationRequest(ids, site), record.index);
  if (installed.kind !== "confirmed") return { outcome: siteOutcomeOf(record, installed) };
  const reserved = await work.perform("reservePort", portRequest(ids, site), record.index);
  if (reserved.kind !== "confirmed") return { outcome: siteOutcomeOf(record, reserved) };
  const billed = await work.perform("createBilling", billingRequest(ids, site), record.index);
  if (billed.kind !== "confirmed") return { outcome: siteOutcomeOf(record, billed) };
  return { outcome: { kind: "done" }, change: enriched(record, billed.response.billingAccountId) };
}

function enriched(site: SiteRecord, billingAccountId: string): SiteChange {
  return {
    site,
    set: { billingAccountId, stage: "enrich", status: "inProgress" },
    // Not where the order was cancelled meanwhile; what failed here before was tried again.
    when: (now) => now.billingAccountId === undefined && (isOpenSite(now) || now.status === "failed"),
    happened: { type: "siteEnriched", stage: "enrich", to: "inProgress" },
  };
}
