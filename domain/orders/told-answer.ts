// What an operator can tell about a call that AT&T has answered to nobody: what to ask AT&T, which ids the call makes, and
// the answer that they stand for. Ids of single sites are told by the distributor's own site_ref.
import type { CallName } from "../../contracts/apex/calls.ts";
import type { SiteRecord } from "../../contracts/records.ts";
import type { Stage } from "../../contracts/stages.ts";
import { groupsOf } from "./chunks.ts";
import { SITES_PER_QUOTE_CALL } from "./quote.ts";
import { isFinalSite } from "./settlement.ts";

/** Calls that leave a record; the others read. */
export type RecordedCall = Exclude<
  CallName,
  "getCreditCheck" | "getContract" | "getOrders" | "getEnrichmentStatus" | "lookupCustomer" | "getTransaction"
>;

export interface Telling {
  readonly question: string;
  /** Ids of the answer, as the contract names them; all are needed. */
  readonly ids: readonly string[];
  /** May be told, and need not. */
  readonly optional?: readonly string[];
  /** The id that each site of the call gets, told as `SITE_REF=ID`. */
  readonly siteId?: string;
}

export const TELLINGS: { readonly [C in RecordedCall]: Telling } = {
  createQuote: { question: "did it make an opportunity and a quote?", ids: ["opportunityId", "quoteId"] },
  addSites: { question: "did it add the sites to the quote?", ids: [], siteId: "siteId" },
  configureQuote: { question: "are the sites of the quote configured?", ids: [] },
  requestCreditCheck: { question: "did it make a credit check for the quote?", ids: ["creditCheckId"] },
  createContract: { question: "did it make a contract, and mail it?", ids: ["ContractEnvelopeId"] },
  createOrder: {
    question: "did it make a parent order with a sub-order for each site?",
    ids: ["orderId"],
    siteId: "subOrderId",
  },
  saveInstallationShipping: { question: "are the installation details of the sub-order saved?", ids: [] },
  reservePort: { question: "are floor and room of the sub-order saved?", ids: [] },
  createBilling: { question: "did it make a billing account for the sub-order?", ids: ["billingAccountId"] },
  assignCustomer: { question: "is the end customer assigned to the sites?", ids: [] },
  handOff: { question: "was the sub-order handed off?", ids: [], optional: ["message"] },
};

export const isRecordedCall = (name: string): name is RecordedCall => Object.hasOwn(TELLINGS, name);

export interface ScopedCall {
  readonly stage: Stage;
  readonly call: RecordedCall;
  readonly scope: number | "order";
}

/** The sites that a call is about, of all sites of its order. */
export function sitesOfCall({ call, scope }: ScopedCall, sites: readonly SiteRecord[]): readonly SiteRecord[] {
  if (scope === "order") return sites.filter((site) => !isFinalSite(site));
  if (call !== "addSites" && call !== "configureQuote") return sites.filter((site) => site.index === scope);
  // Grouped as the quote stage groups them: a site that was quoted stays in its quote.
  const quoted = sites.filter((site) => site.siteId !== undefined || !isFinalSite(site));
  return groupsOf(quoted, SITES_PER_QUOTE_CALL).find(({ items }) => items[0]?.index === scope)?.items ?? [];
}

export type ToldAnswer =
  | { readonly kind: "answer"; readonly ids: Readonly<Record<string, unknown>> }
  /** Names that are needed and not told, and names that were told and are none of the call's. */
  | { readonly kind: "wrong"; readonly missing: readonly string[]; readonly surplus: readonly string[] };

/** The call's answer, in the contract's words, from `NAME=ID` as it was told. Case of the contract's names is forgiven. */
export function toldAnswer(
  call: RecordedCall,
  told: ReadonlyMap<string, string>,
  sites: readonly SiteRecord[],
): ToldAnswer {
  const { ids, optional = [], siteId } = TELLINGS[call];
  const refs = siteId === undefined ? [] : sites.map((site) => site.siteRef);
  const left = new Map(told);
  const bySite = new Map<string, string>();
  for (const ref of refs) take(left, ref, (id) => void bySite.set(ref, id));
  const answer: Record<string, unknown> = {};
  for (const name of [...ids, ...optional]) {
    const key = [...left.keys()].find((word) => word.toLowerCase() === name.toLowerCase());
    if (key !== undefined) take(left, key, (id) => void (answer[name] = id));
  }
  const missing = [...ids.filter((name) => answer[name] === undefined), ...refs.filter((ref) => !bySite.has(ref))];
  if (missing.length > 0 || left.size > 0) return { kind: "wrong", missing, surplus: [...left.keys()] };
  return { kind: "answer", ids: { ...answer, ...perSite(call, sites, bySite) } };
}

function take(from: Map<string, string>, key: string, use: (id: string) => void): void {
  const id = from.get(key);
  if (id === undefined) return;
  from.delete(key);
  use(id);
}

function perSite(call: RecordedCall, sites: readonly SiteRecord[], ids: ReadonlyMap<string, string>): object {
  if (call === "addSites") {
    return { sites: sites.map(({ siteRef }) => ({ externalId: siteRef, siteId: ids.get(siteRef) })) };
  }
  if (call !== "createOrder") return {};
  return { subOrder: sites.map(({ siteRef, siteId }) => ({ subOrderId: ids.get(siteRef), siteId })) };
}
