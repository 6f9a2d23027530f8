// The enrich stage, a chunk of sites: installation and shipping, port reservation and billing of each site's sub-order. A
// refused site fails with its reason; what that means for its siblings is the policy's (domain/orders/chunk-outcome.ts).
import { invariant } from "../../contracts/errors.ts";
import type { SiteRecord } from "../../contracts/records.ts";
import { workOnChunk } from "../../pipeline/stages/chunk-of-sites.ts";
import { OPEN_SITE, type SiteStore } from "../../pipeline/orders/site-store.ts";
import type { RunStage, StageWork } from "../../pipeline/stages/stage-consumer.ts";
import { type SiteOutcome, siteOutcomeOf } from "../../domain/orders/chunk-outcome.ts";
import { billingRequest, installationRequest, portRequest } from "../../domain/orders/enrichment.ts";

interface EnrichDeps {
  readonly sites: SiteStore;
}

export function makeEnrichSites({ sites }: EnrichDeps): RunStage {
  return (work) => workOnChunk(sites, work, "enrich", (site) => enrich(sites, work, site));
}

async function enrich(sites: SiteStore, work: StageWork, record: SiteRecord): Promise<SiteOutcome> {
  if (record.billingAccountId !== undefined) return { kind: "done" };
  const { partnerOrderId } = work.order;
  const site = (await work.document()).sites[record.index];
  invariant(partnerOrderId !== undefined && record.subOrderId !== undefined, "enrich.subOrderMissing");
  invariant(site, "enrich.siteMissing");
  const ids = { orderId: partnerOrderId, subOrderId: record.subOrderId };
  const installed = await work.perform("saveInstallationShipping", installationRequest(ids, site), record.index);
  if (installed.kind !== "confirmed") return siteOutcomeOf(record, installed);
  const reserved = await work.perform("reservePort", portRequest(ids, site), record.index);
  if (reserved.kind !== "confirmed") return siteOutcomeOf(record, reserved);
  const billed = await work.perform("createBilling", billingRequest(ids, site), record.index);
  if (billed.kind !== "confirmed") return siteOutcomeOf(record, billed);
  await sites.change(
    record,
    { billingAccountId: billed.response.billingAccountId, stage: "enrich", status: "inProgress" },
    // Not where the order was cancelled meanwhile; what failed here before was tried again.
    { billingAccountId: { absent: true }, status: { in: [...OPEN_SITE, "failed"] } },
    { type: "siteEnriched", stage: "enrich", to: "inProgress" },
  );
  return { kind: "done" };
}
