// The calls of the APEX Ordering API (docs/apex-api.md §2): name, method, path and schemas. The client, our own Ordering API
// and its OpenAPI document all read this table. `source`: S = stated on AT&T's pages, A = our assumption.
import type * as z from "zod";
import * as s from "./schemas.ts";

export interface ApexCall {
  readonly method: "GET" | "POST" | "PATCH";
  /** Below the base URL, which ends in `/api/v1` (A). `{x}` is a path parameter. */
  readonly path: string;
  readonly source: "S" | "A";
  readonly request: z.ZodType | null;
  readonly query: readonly string[];
  readonly response: z.ZodType;
}

export const APEX_CALLS = {
  createQuote: {
    method: "POST",
    path: "/opportunity-quote-apex",
    source: "A",
    request: s.CreateQuoteRequest,
    query: [],
    response: s.CreateQuoteResponse,
  },
  addSites: {
    method: "POST",
    path: "/site-apex",
    source: "A",
    request: s.AddSitesRequest,
    query: [],
    response: s.AddSitesResponse,
  },
  configureQuote: {
    method: "POST",
    path: "/config-apex",
    source: "S",
    request: s.ConfigureQuoteRequest,
    query: [],
    response: s.ConfigureQuoteResponse,
  },
  requestCreditCheck: {
    method: "POST",
    path: "/creditCheck-apex",
    source: "S",
    request: s.RequestCreditCheckRequest,
    query: [],
    response: s.RequestCreditCheckResponse,
  },
  getCreditCheck: {
    method: "GET",
    path: "/creditCheck-apex",
    source: "A",
    request: null,
    query: ["creditCheckId"],
    response: s.GetCreditCheckResponse,
  },
  createContract: {
    method: "POST",
    path: "/contract-apex",
    source: "S",
    request: s.CreateContractRequest,
    query: [],
    response: s.CreateContractResponse,
  },
  getContract: {
    method: "GET",
    path: "/contract",
    source: "A",
    request: null,
    query: ["quoteId"],
    response: s.GetContractResponse,
  },
  createOrder: {
    method: "POST",
    path: "/order-apex",
    source: "S",
    request: s.CreateOrderRequest,
    query: [],
    response: s.CreateOrderResponse,
  },
  getOrders: {
    method: "GET",
    path: "/order-apex",
    source: "A",
    request: null,
    query: ["quoteId"],
    response: s.GetOrdersResponse,
  },
  saveInstallationShipping: {
    method: "POST",
    path: "/order-enrichment/installation-shipping-apex",
    source: "S",
    request: s.SaveInstallationShippingRequest,
    query: [],
    response: s.EnrichmentResponse,
  },
  reservePort: {
    method: "POST",
    path: "/order-enrichment/apexRDSProdandPortReserve",
    source: "S",
    request: s.ReservePortRequest,
    query: [],
    response: s.EnrichmentResponse,
  },
  createBilling: {
    method: "POST",
    path: "/order-enrichment/newBilling-apex",
    source: "S",
    request: s.CreateBillingRequest,
    query: [],
    response: s.CreateBillingResponse,
  },
  getEnrichmentStatus: {
    method: "GET",
    path: "/order-enrichment/order-enrichment-status",
    source: "S",
    request: null,
    query: ["subOrderId"],
    response: s.EnrichmentStatusResponse,
  },
  lookupCustomer: {
    method: "POST",
    path: "/customerAccountLookup-apex",
    source: "A",
    request: s.LookupCustomerRequest,
    query: [],
    response: s.LookupCustomerResponse,
  },
  assignCustomer: {
    method: "PATCH",
    path: "/customerAccountLookup-apex",
    source: "S",
    request: s.AssignCustomerRequest,
    query: [],
    response: s.AssignCustomerResponse,
  },
  handOff: {
    method: "POST",
    path: "/order-apex",
    source: "S",
    request: s.HandOffRequest,
    query: [],
    response: s.HandOffResponse,
  },
  getTransaction: {
    method: "GET",
    path: "/transactions/{transactionId}",
    source: "A",
    request: null,
    query: [],
    response: s.GetTransactionResponse,
  },
} as const satisfies Record<string, ApexCall>;

export type CallName = keyof typeof APEX_CALLS;
export type RequestOf<C extends CallName> = (typeof APEX_CALLS)[C]["request"] extends z.ZodType
  ? z.infer<(typeof APEX_CALLS)[C]["request"]>
  : Record<string, string>;
export type ResponseOf<C extends CallName> = z.infer<(typeof APEX_CALLS)[C]["response"]>;

/** The ids that a call makes, by their names in its answer: until then nothing has them. */
export const MADE_IDS: Readonly<Partial<Record<CallName, readonly string[]>>> = {
  createQuote: ["opportunityId", "quoteId"],
  requestCreditCheck: ["creditCheckId"],
  createContract: ["ContractEnvelopeId"],
  createOrder: ["orderId"],
  createBilling: ["billingAccountId"],
};

/** Request headers, lower case (docs/apex-api.md §1, S). */
export const APEX_HEADERS = {
  clientId: "client_id",
  clientSecret: "client_secret",
  traceId: "x-trace-id",
  transactionId: "x-transaction-id",
  source: "source",
} as const;
