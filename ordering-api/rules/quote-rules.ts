// What a quote must be for the next step: its term, the order of the stages, its end (docs/apex-api.md §3). Pure: the calls
// bring the records and the time.
import { type ApiError, apiError, conflict, type Refused } from "../refusal.ts";
import type { Quote, Site } from "../records.ts";
import { propertyOf } from "./address-answer.ts";

export const TERMS_MONTHS: readonly number[] = [12, 24, 36, 48, 60];
const DAY_MILLIS = 86_400_000;
export const APPROVED: readonly string[] = ["Auto-Approved", "Approved"];

/** 36, "36" and "36 months" are read. */
export function termOf(term: number | string): number | undefined {
  const months = typeof term === "number" ? term : Number(/^(\d+)(?:\s*months?)?$/i.exec(term.trim())?.[1]);
  return TERMS_MONTHS.includes(months) ? months : undefined;
}

/** Rule 6: the signature locks the quote; and quotes expire (A). */
export function quoteChangeFault(quote: Quote, now: Date, validDays: number): Refused | undefined {
  if (quote.contract?.status === "Signed") return conflict("quoteId", "The contract is signed; the quote is locked.");
  return expiryFault(quote, now, validDays);
}

export function expiryFault(quote: Quote, now: Date, validDays: number): Refused | undefined {
  const signed = quote.contract?.status === "Signed";
  const ends = Date.parse(quote.createdAt) + validDays * DAY_MILLIS;
  return !signed && now.getTime() >= ends ? conflict("quoteId", "The quote has expired.") : undefined;
}

/** Rule 3: sites, configured, whose addresses passed AVPS. */
export function creditFaults(sites: readonly Site[], failedAddress: "exclude" | "refuse"): readonly ApiError[] {
  if (sites.length === 0) return [apiError("otherIssue", "quoteId", "The quote has no sites.")];
  const failed = sites.filter((site) => site.avps === "fail");
  const tolerated = failedAddress === "exclude" && failed.length < sites.length;
  const addressErrors = tolerated
    ? []
    : failed.map((site) =>
        apiError(
          "invalidValue",
          `sites[${String(sites.indexOf(site))}].address.${propertyOf(site.avpsFault?.field ?? "")}`,
          `AVPS failed: ${site.avpsFault?.message ?? ""} (${site.siteId})`,
        ),
      );
  const unconfigured = sites
    .filter((site) => site.avps !== "fail" && site.configuration === undefined)
    .map((site) => apiError("otherIssue", "quoteId", `The site ${site.siteId} has no configuration.`));
  return [...addressErrors, ...unconfigured];
}

/** Rule 4: credit approval comes before everything after it. */
export function approvalFault(quote: Quote): Refused | undefined {
  if (quote.credit === undefined) return conflict("quoteId", "There is no credit check of this quote.");
  return APPROVED.includes(quote.credit.status)
    ? undefined
    : conflict("quoteId", `The credit is not approved: ${quote.credit.status}.`);
}

/** Rule 7: orders come after the signature. */
export function signatureFault(quote: Quote): Refused | undefined {
  if (quote.contract === undefined) return conflict("quoteId", "There is no contract of this quote.");
  return quote.contract.status === "Signed"
    ? undefined
    : conflict("quoteId", `The contract is not signed: ${quote.contract.status}.`);
}
