// What the documentation says about each call: its stage, what it is for, and where our knowledge of it comes from
// (docs/apex-api.md §2). Stated by AT&T or assumed is in the calls themselves.
import type { ServedCallName } from "../served-calls.ts";

export interface CallText {
  readonly stage: string;
  readonly summary: string;
  readonly basis: string;
}

const ORDERING_DOCS = "AT&T developer portal, devex-web.att.com/ordering/docs";

export const CALL_TEXTS: { readonly [C in ServedCallName]: CallText } = {
  createQuote: {
    stage: "1 Quote",
    summary: "Make an opportunity and a quote",
    basis: "APEX page not public; after the sibling POST /opportunity-quote",
  },
  addSites: { stage: "1 Quote", summary: "Add sites to a quote", basis: "after the sibling POST /site" },
  configureQuote: {
    stage: "1 Quote",
    summary: "Configure sites and price them",
    basis: `${ORDERING_DOCS}; the answer's body is not public and assumed`,
  },
  requestCreditCheck: { stage: "2 Credit check", summary: "Ask for a credit check", basis: ORDERING_DOCS },
  getCreditCheck: {
    stage: "2 Credit check",
    summary: "Look at a credit check",
    basis: "ours: AT&T documents no look-up",
  },
  createContract: {
    stage: "3 Contract",
    summary: "Send the contract to its approver",
    basis: `${ORDERING_DOCS}; contact, effectiveDate and term are assumed names`,
  },
  getContract: { stage: "3 Contract", summary: "Look at a quote's contract", basis: "after the sibling GET /contract" },
  createOrder: {
    stage: "4 Order",
    summary: "Create the order",
    basis: `${ORDERING_DOCS}; an array of sub-orders is assumed for several sites`,
  },
  getOrders: { stage: "4 Order", summary: "Look at a quote's orders", basis: "ours: AT&T documents no look-up" },
  saveInstallationShipping: {
    stage: "5 Enrichment",
    summary: "Save installation and shipping",
    basis: `${ORDERING_DOCS}; what stands inside contacts is assumed`,
  },
  reservePort: { stage: "5 Enrichment", summary: "Reserve the port", basis: ORDERING_DOCS },
  createBilling: { stage: "5 Enrichment", summary: "Make a billing account", basis: ORDERING_DOCS },
  getEnrichmentStatus: {
    stage: "5 Enrichment",
    summary: "Look at a sub-order's items",
    basis: `${ORDERING_DOCS}; an array of rows is assumed`,
  },
  lookupCustomer: {
    stage: "6 End customer",
    summary: "Look up the end customer",
    basis: "after the sibling POST /customerAccountLookup",
  },
  assignCustomer: {
    stage: "6 End customer",
    summary: "Assign the end customer to sites",
    basis: `${ORDERING_DOCS}; what stands in a site is assumed`,
  },
  handOff: { stage: "7 Handoff", summary: "Hand a sub-order off", basis: ORDERING_DOCS },
  cancelSubOrder: {
    stage: "4 Order",
    summary: "Cancel a sub-order before its handoff",
    basis: "ours: AT&T documents no cancellation",
  },
  getTransaction: {
    stage: "Transactions",
    summary: "Look at what a transaction's call answered",
    basis: "ours: AT&T documents no look-up",
  },
};
