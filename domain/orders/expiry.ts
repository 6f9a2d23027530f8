// When personal data is due to expire, and what stays of an order when it does: the ledger of what was ordered, with AT&T's ids,
// statuses and dates, and nobody's words.
import type { Reason } from "../../contracts/outcomes.ts";
import { REASONS } from "../../contracts/reasons.ts";
import type { FileRecord, OrderRecord, SiteRecord } from "../../contracts/records.ts";
import { isTerminal } from "./settlement.ts";

const DAY_MILLIS = 86_400_000;

export interface Due {
  readonly now: Date;
  /** Days after which personal data expires. */
  readonly days: number;
}

/** As DynamoDB's time to live has it: epoch seconds. */
export const epochSecondsIn = (days: number, from: Date): number =>
  Math.ceil((from.getTime() + days * DAY_MILLIS) / 1000);

const isPast = (instant: string, { now, days }: Due): boolean =>
  now.getTime() - Date.parse(instant) >= days * DAY_MILLIS;

/** No order of a younger file can have been at rest for so long. */
export const mayHoldExpired = ({ status, receivedAt, detailsExpiredAt }: FileRecord, due: Due): boolean =>
  (status === "completed" || status === "needsAttention") && detailsExpiredAt === undefined && isPast(receivedAt, due);

/** Counted from when the order came to rest. A held order is not at rest, nor one that a person must still settle with AT&T. */
export const isDue = (order: OrderRecord, due: Due): boolean =>
  isTerminal(order.status) && order.break === undefined && isPast(order.updatedAt, due);

export const hasExpired = ({ detailsExpiredAt, updatedAt }: OrderRecord): boolean =>
  detailsExpiredAt !== undefined && detailsExpiredAt >= updatedAt;

/** What a site's record says for the ledger. AT&T's words may repeat a name or an address. */
export function ledgerSite({ acknowledgement: _words, reason, ...site }: SiteRecord): SiteRecord {
  return { ...site, ...(reason !== undefined && { reason: ledgerReason(reason) }) };
}

/** The code with its own sentences: what was added to them quotes AT&T, or a cell. */
export function ledgerReason({ code, column, ...texts }: Reason): Reason {
  const known = code === "order.siblingHeldBack" ? texts : { message: REASONS[code].message, fix: REASONS[code].fix };
  return { code, ...known, ...(column !== undefined && { column }) };
}
