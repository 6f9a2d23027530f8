// The end of an order: what it and its sites are called when nothing moves any more (TMF622 / MEF names, docs/apex-api.md
// §6), and why an execution that ended by itself leaves its order held.
import type { OrderStatus, Reason, SiteStatus } from "../../contracts/outcomes.ts";
import { TERMINAL_ORDER_STATUSES } from "../../contracts/outcomes.ts";
import type { OrderRecord, SiteRecord } from "../../contracts/records.ts";
import type { ReasonCode } from "../../contracts/reasons.ts";
import { issueOf } from "../rows/finding.ts";

export const isTerminal = (status: OrderStatus): boolean => TERMINAL_ORDER_STATUSES.some((end) => end === status);

/** Sites that no stage touches any more. */
const FINAL_SITES: readonly SiteStatus[] = [
  "completed",
  "failed",
  "rejected",
  "cancelled",
  "rejected.validated",
  "rejected.unassessed",
];
export const isFinalSite = (site: { readonly status: SiteStatus }): boolean => FINAL_SITES.includes(site.status);

export interface FinalSite {
  readonly site: SiteRecord;
  readonly status: SiteStatus;
  readonly reason: Reason | undefined;
}

export interface Settlement {
  readonly status: OrderStatus;
  /** Sites whose status changes by this. */
  readonly sites: readonly FinalSite[];
}

/** A good row in a file and a good site in an order are told the same when another one holds them back. */
const HELD_BACK: Reason = heldBackReason();

/** Reasons that stop a whole order for what is wrong with some of its sites: these have failed before. */
const SITE_FAULTS: ReadonlySet<string> = new Set<ReasonCode>(["addressNotValid"]);

/**
 * `order.reason` is there when a business decision stopped the order. A site that had not failed itself is then
 * `rejected.validated` when a sibling's fault stopped the order, and that is its reason; else it failed for the order's.
 */
export function settlementOf(order: OrderRecord, sites: readonly SiteRecord[]): Settlement {
  const left = sites.filter((site) => !isFinalSite(site));
  const siblingAtFault = order.reason !== undefined && SITE_FAULTS.has(order.reason.code);
  const changes = left.map((site) => ({
    site,
    status: siblingAtFault ? ("rejected.validated" as const) : ("failed" as const),
    reason: siblingAtFault ? HELD_BACK : order.reason,
  }));
  const done = sites.filter((site) => site.status === "completed").length;
  if (done === sites.length) return { status: "completed", sites: [] };
  if (done > 0) return { status: "partial", sites: changes };
  return { status: siblingAtFault ? "rejected" : "failed", sites: changes };
}

function heldBackReason(): Reason {
  const code = "order.siblingHeldBack";
  const { message, fix } = issueOf({ code, detail: "another site" }, { row: null, pointer: null });
  return { code, message, ...(fix !== null && { fix }) };
}

/** An execution that ended outside its stages: a wait that timed out has a name of its own. */
export function reasonForDeadExecution(order: OrderRecord, executionStatus: string): ReasonCode {
  const waited = order.status === "pending" && (executionStatus === "TIMED_OUT" || executionStatus === "FAILED");
  if (waited && order.stage === "credit") return "creditTimedOut";
  if (waited && order.stage === "contract") return "contractTimedOut";
  return "executionFailed";
}
