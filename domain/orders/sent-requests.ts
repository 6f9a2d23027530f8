// What AT&T is sent for one site of an order, call by call, made by the very functions that the stages send with. Calls about the
// whole order come first; of a call that takes many sites, only this site's part is made.
import type { CallName } from "../../contracts/apex/calls.ts";
import type { OrderDocument } from "../../contracts/order-document.ts";
import type { OrderRecord, SiteRecord } from "../../contracts/records.ts";
import type { Stage } from "../../contracts/stages.ts";
import { contractRequest } from "./contract.ts";
import { lookupRequest } from "./customer.ts";
import { billingRequest, installationRequest, portRequest } from "./enrichment.ts";
import { handoffRequest, orderRequest } from "./partner-order.ts";
import { configurationRequest, quoteRequest, sitesRequest } from "./quote.ts";

export interface SentGround {
  /** With this site alone. */
  readonly document: OrderDocument;
  /** Of the site in its order. */
  readonly index: number;
  readonly order: Pick<OrderRecord, "quoteId" | "opportunityId" | "partnerOrderId">;
  readonly site: Pick<SiteRecord, "siteId" | "subOrderId" | "accountId">;
}

export interface SentRequest {
  readonly stage: Stage;
  readonly call: CallName;
  /** order: about the order. group: this site's part of a call for many. site: about this site alone. */
  readonly scope: "order" | "group" | "site";
  readonly body: unknown;
}

/** Without the calls whose ids AT&T has not given yet. */
export function requestsOf(ground: SentGround): SentRequest[] {
  return [...orderRequests(ground), ...siteRequests(ground)];
}

function orderRequests({ document, order: { quoteId } }: SentGround): SentRequest[] {
  const scope = "order";
  return [
    { stage: "quote", call: "createQuote", scope, body: quoteRequest(document) },
    ...(quoteId === undefined
      ? []
      : ([
          { stage: "credit", call: "requestCreditCheck", scope, body: { quoteId, spId: document.spId } },
          { stage: "contract", call: "createContract", scope, body: contractRequest(quoteId, document) },
          { stage: "order", call: "createOrder", scope, body: orderRequest(quoteId, document) },
        ] as const)),
    { stage: "customer", call: "lookupCustomer", scope, body: lookupRequest(document) },
  ];
}

function siteRequests({ document, index, order, site }: SentGround): SentRequest[] {
  const { quoteId, opportunityId, partnerOrderId } = order;
  const { siteId, subOrderId, accountId } = site;
  const [own] = document.sites;
  if (own === undefined) return [];
  const placed = [{ index, site: own }];
  const handoff = handoffRequest({ partnerOrderId }, { subOrderId });
  const requests: SentRequest[] = [];
  if (quoteId !== undefined) {
    requests.push({ stage: "quote", call: "addSites", scope: "group", body: sitesRequest(quoteId, placed) });
  }
  if (quoteId !== undefined && opportunityId !== undefined && siteId !== undefined) {
    const ids = { quoteId, opportunityId, siteIds: new Map([[index, siteId]]) };
    const body = configurationRequest(ids, document, placed);
    requests.push({ stage: "quote", call: "configureQuote", scope: "group", body });
    const account = { accountName: document.customer.name, ...(accountId !== undefined && { accountId }) };
    const assigned = { quoteId, sites: [{ siteId, ...account }] };
    requests.push({ stage: "customer", call: "assignCustomer", scope: "group", body: assigned });
  }
  if (partnerOrderId !== undefined && subOrderId !== undefined) {
    const ids = { orderId: partnerOrderId, subOrderId };
    requests.push(
      { stage: "enrich", call: "saveInstallationShipping", scope: "site", body: installationRequest(ids, own) },
      { stage: "enrich", call: "reservePort", scope: "site", body: portRequest(ids, own) },
      { stage: "enrich", call: "createBilling", scope: "site", body: billingRequest(ids, own) },
    );
  }
  if (handoff !== undefined) requests.push({ stage: "handoff", call: "handOff", scope: "site", body: handoff });
  return requests;
}
