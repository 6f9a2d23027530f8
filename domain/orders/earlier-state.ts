// What an earlier sending of a site has come to, and whether the same row may be sent once more. A site that has a
// sub-order at AT&T is ordered, whatever happened to it afterwards: a second order for it would be a second service.
import type { SiteStatus } from "../../contracts/outcomes.ts";
import type { ReasonCode } from "../../contracts/reasons.ts";
import type { SiteRecord } from "../../contracts/records.ts";
import type { EarlierSite } from "./plan-order.ts";

const ENDED: readonly SiteStatus[] = ["failed", "rejected", "cancelled", "rejected.validated", "rejected.unassessed"];
/** Endings whose remedy is the very same row again (contracts/reasons.ts says so in `fix`). */
const REPEATABLE_STATUSES: readonly SiteStatus[] = ["cancelled", "rejected.validated", "rejected.unassessed"];
const REPEATABLE_REASONS: readonly ReasonCode[] = [
  "contractExpired",
  "contractDeclined",
  "cancelled",
  "quoteExpired",
  "priceExpired",
];

/** `site` undefined: recorded by its file, not started yet. */
export function earlierState(
  site: SiteRecord | undefined,
): Pick<EarlierSite, "state" | "repeatable" | "subOrderId" | "price"> {
  if (site === undefined) return { state: "inFlight", repeatable: false };
  const { subOrderId, price } = site;
  const atPartner = { ...(subOrderId !== undefined && { subOrderId }), ...(price !== undefined && { price }) };
  if (site.status === "completed" || (subOrderId !== undefined && ENDED.includes(site.status))) {
    return { state: "ordered", repeatable: false, ...atPartner };
  }
  if (!ENDED.includes(site.status)) return { state: "inFlight", repeatable: false, ...atPartner };
  const repeatable =
    REPEATABLE_STATUSES.includes(site.status) || REPEATABLE_REASONS.some((code) => code === site.reason?.code);
  return { state: "ended", repeatable };
}
