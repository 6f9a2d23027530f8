// What an order has only for a time: its quote, its credit approval, the envelope that is out for signature, and the days on
// which installations were asked for. Told in time, a person can act before they expire.
import type { OrderRecord } from "../../contracts/records.ts";
import { isTerminal } from "./settlement.ts";

export const LEASE_NAMES = ["quote", "credit", "envelope", "requestedStart", "requestedDue"] as const;
export type LeaseName = (typeof LEASE_NAMES)[number];

/** As the subject of a list. */
export const LEASE_WORDS: Readonly<Record<LeaseName, string>> = {
  quote: "the quote expires",
  credit: "the credit approval expires",
  envelope: "the signature request expires",
  requestedStart: "the earliest requested start",
  requestedDue: "the earliest requested due date",
};

export interface Lease {
  readonly lease: LeaseName;
  /** ISO instant, or the ISO day that was asked for. */
  readonly expires: string;
}

/**
 * Days. A: AT&T states none of them (docs/apex-api.md); the quote's is our sandbox's default, the envelope's our own wait for a
 * signature. The command line takes others from its environment (APEX_QUOTE_DAYS, APEX_CREDIT_DAYS, APEX_ENVELOPE_DAYS).
 */
export interface LeaseDays {
  readonly quote: number;
  readonly credit: number;
  readonly envelope: number;
}
export const LEASE_DAYS: LeaseDays = { quote: 60, credit: 90, envelope: 30 };

const DAY_MILLIS = 86_400_000;

/** Those that still matter, the first to end first. */
export function leasesOf(order: OrderRecord, days: LeaseDays = LEASE_DAYS): Lease[] {
  if (isTerminal(order.status)) return [];
  const { marks = {}, contractStatus, partnerOrderId, earliestStartDate, earliestDueDate } = order;
  const leases: Lease[] = [];
  const add = (lease: LeaseName, from: string | undefined, length: number, isOver: boolean): void => {
    if (from === undefined || isOver) return;
    leases.push({ lease, expires: new Date(Date.parse(from) + length * DAY_MILLIS).toISOString() });
  };
  // A signed contract binds its quote and its credit.
  const isSigned = contractStatus === "signed" || partnerOrderId !== undefined;
  add("quote", marks["quoteCreated"], days.quote, isSigned);
  add("credit", marks["creditApproved"], days.credit, isSigned);
  add("envelope", marks["contractSent"], days.envelope, contractStatus !== undefined || partnerOrderId !== undefined);
  if (earliestStartDate !== undefined) leases.push({ lease: "requestedStart", expires: earliestStartDate });
  if (earliestDueDate !== undefined) leases.push({ lease: "requestedDue", expires: earliestDueDate });
  return leases.sort((one, other) => (one.expires < other.expires ? -1 : 1));
}

/** Leases that end within so many days are warned of. */
export const LEASE_WARNING_DAYS = 7;

/** Those that end within so many days from `now`, or have ended. */
export const endingLeases = <L extends Lease>(leases: readonly L[], now: Date, withinDays: number): L[] =>
  leases.filter(({ expires }) => Date.parse(expires) <= now.getTime() + withinDays * DAY_MILLIS);
