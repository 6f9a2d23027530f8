// The customer stage: finds the end customer's account and assigns it to the quote's sites. Nobody found is a normal branch:
// the sites get the name alone. Several are a person's choice. Where no site got as far as this, the order ends here.
import { invariant } from "../../contracts/errors.ts";
import type { OrderDocument } from "../../contracts/order-document.ts";
import type { SiteRecord } from "../../contracts/records.ts";
import type { SiteStore } from "../../pipeline/orders/site-store.ts";
import type { RunStage, StageWork } from "../../pipeline/stages/stage-consumer.ts";
import { groupsOf } from "../../domain/orders/chunks.ts";
import {
  accountsOf,
  chooseCustomer,
  type CustomerChoice,
  LOOKUP_NAME_CHARACTERS_MIN,
  lookupRequest,
} from "../../domain/orders/customer.ts";
import { isFinalSite } from "../../domain/orders/settlement.ts";
import { endedBy, reasonOf, type StageResult } from "../../domain/orders/stage-result.ts";

/** Sites in one assignment (A: AT&T states no limit). */
const SITES_PER_CALL = 100;

interface CustomerDeps {
  readonly sites: SiteStore;
}

export function makeAssignCustomer({ sites }: CustomerDeps): RunStage {
  return async (work) => {
    const going = (await sites.sites(work.order.orderId)).filter((site) => !isFinalSite(site));
    if (going.length === 0) return { kind: "nothingLeft" };
    // A next execution comes by here again, perhaps after the first handoffs: what was assigned is left alone.
    const { progress, marks } = work.order;
    if (progress?.customer !== undefined || marks?.["handoffStarted"] !== undefined) {
      return { kind: "done", done: progress?.customer ?? going.length };
    }
    const document = await work.document();
    const choice = await choose(work, document);
    if (choice.kind === "ended") return choice.result;
    if (choice.kind === "ambiguous") return { kind: "held", reason: reasonOf("customerAmbiguous") };
    if (choice.kind === "forbidden") return { kind: "stopped", reason: reasonOf("saleForbidden") };
    const account =
      choice.kind === "account"
        ? { accountName: choice.accountName, ...(choice.accountId !== undefined && { accountId: choice.accountId }) }
        : { accountName: document.customer.name };
    return assign(going, work, account);
  };
}

async function choose(
  work: StageWork,
  document: OrderDocument,
): Promise<CustomerChoice | { readonly kind: "ended"; readonly result: StageResult }> {
  if (document.customer.name.length < LOOKUP_NAME_CHARACTERS_MIN) return { kind: "none" };
  const found = await work.perform("lookupCustomer", lookupRequest(document), "order");
  if (found.kind !== "confirmed") return { kind: "ended", result: endedBy(found) };
  return chooseCustomer(document, accountsOf(found.response));
}

async function assign(
  going: readonly SiteRecord[],
  { order, perform }: StageWork,
  account: { readonly accountName: string; readonly accountId?: string },
): Promise<StageResult> {
  const { quoteId } = order;
  invariant(quoteId, "customer.quoteMissing");
  for (const { items } of groupsOf(going, SITES_PER_CALL)) {
    const assigned = items.flatMap(({ siteId }) => (siteId === undefined ? [] : [{ siteId, ...account }]));
    invariant(assigned.length === items.length, "customer.siteIdMissing");
    const answer = await perform("assignCustomer", { quoteId, sites: assigned }, items[0]?.index ?? 0);
    if (answer.kind !== "confirmed") return endedBy(answer);
  }
  return { kind: "done", done: going.length };
}
