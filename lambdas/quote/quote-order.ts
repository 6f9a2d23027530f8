// The quote stage: addresses that AVPS refuses are taken out before anything is made at AT&T (a credit check needs every
// address of its quote to pass); then opportunity and quote, the sites, and their configuration with prices.
import { validateAddress } from "../../avps/validate-address.ts";
import type { OrderDocument } from "../../contracts/order-document.ts";
import type { SiteRecord } from "../../contracts/records.ts";
import type { OrderStore } from "../../pipeline/orders/order-store.ts";
import type { SiteStore } from "../../pipeline/orders/site-store.ts";
import type { RunStage, StageWork } from "../../pipeline/stages/stage-consumer.ts";
import { checkAddresses, siblingsGoOn } from "../../domain/orders/addresses.ts";
import { groupsOf } from "../../domain/orders/chunks.ts";
import {
  configIdOf,
  configurationRequest,
  type IndexedSite,
  quoteRequest,
  SITES_PER_QUOTE_CALL,
  siteIdsOf,
  sitesRequest,
} from "../../domain/orders/quote.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import { priceOf } from "../../domain/orders/price.ts";
import { isFinalSite } from "../../domain/orders/settlement.ts";
import { endedBy, reasonOf, type StageResult } from "../../domain/orders/stage-result.ts";

interface QuoteDeps {
  readonly orders: OrderStore;
  readonly sites: SiteStore;
}

interface QuoteIds {
  readonly quoteId: string;
  readonly opportunityId: string;
}

export function makeQuoteOrder(deps: QuoteDeps): RunStage {
  return async (work) => {
    const document = await work.document();
    const records = await deps.sites.sites(work.order.orderId);
    const { faults, remarks } = checkAddresses(document.sites, validateAddress);
    await deps.sites.decide(
      work.order.orderId,
      faults.flatMap(({ index, reason }) =>
        records.filter((site) => site.index === index).map((site) => ({ site, reason })),
      ),
      "quote",
    );
    const bad = new Set(faults.map(({ index }) => index));
    // A site that was quoted stays in its quote, whatever a later stage made of it: a repetition asks for the same again.
    const good = records.filter((site) => !bad.has(site.index) && (site.siteId !== undefined || !isFinalSite(site)));
    const blocked = faults.length > 0 && !siblingsGoOn(work.order.policy);
    if (blocked || good.length === 0) return { kind: "stopped", reason: reasonOf("addressNotValid") };

    const answer = await work.perform("createQuote", quoteRequest(document), "order");
    if (answer.kind !== "confirmed") return endedBy(answer);
    const { quoteId, opportunityId } = answer.response;
    await deps.orders.advance(work.order.orderId, {
      type: "quoteCreated",
      once: true,
      set: { quoteId, opportunityId },
      stage: "quote",
    });
    return placeSites(deps, work, { document, good, remarks }, { quoteId, opportunityId });
  };
}

interface PlacingSites {
  readonly document: OrderDocument;
  readonly good: readonly SiteRecord[];
  /** What the timeline says of their addresses, by index. */
  readonly remarks: ReadonlyMap<number, string>;
}

/** Groups of sites, each with the index of its first site as the scope of its calls: the same in every repetition. */
async function placeSites(
  deps: QuoteDeps,
  work: StageWork,
  { document, good, remarks }: PlacingSites,
  ids: QuoteIds,
): Promise<StageResult> {
  for (const { items } of groupsOf(good, SITES_PER_QUOTE_CALL)) {
    // What is known of all of them was learned when they were configured. The order may be far ahead by now (a next execution
    // begins here again), where AT&T might refuse to have the same configuration once more.
    if (items.every(({ siteId }) => siteId !== undefined)) continue;
    const placed = items.flatMap(({ index }): IndexedSite[] => {
      const site = document.sites[index];
      return site === undefined ? [] : [{ index, site }];
    });
    const scope = placed[0]?.index ?? 0;
    const added = await work.perform("addSites", sitesRequest(ids.quoteId, placed), scope);
    if (added.kind !== "confirmed") return endedBy(added);
    const siteIds = siteIdsOf(added.response, placed);
    if (siteIds === undefined) return { kind: "held", reason: reasonOf("indeterminateAnswer") };
    const configured = await work.perform(
      "configureQuote",
      configurationRequest({ ...ids, siteIds }, document, placed),
      scope,
    );
    if (configured.kind !== "confirmed") return endedBy(configured);
    const answered = new Map((configured.response.pricing ?? []).map((one) => [canonicalId(one.siteId), one]));
    await deps.sites.learn(
      work.order.orderId,
      items.flatMap((site) => {
        const placedSite = document.sites[site.index];
        if (placedSite === undefined) return [];
        const siteId = siteIds.get(site.index);
        const pricing = siteId === undefined ? undefined : answered.get(canonicalId(siteId));
        const price = pricing === undefined ? undefined : priceOf(pricing, placedSite.product);
        const known = price === undefined ? {} : { price };
        const configId = configIdOf(site.index, placedSite);
        return [{ site, set: { siteId, configId, status: "inProgress", ...known }, note: remarks.get(site.index) }];
      }),
      { once: "siteId", happened: { type: "siteQuoted", stage: "quote", to: "inProgress" } },
    );
  }
  return { kind: "done", done: good.length };
}
