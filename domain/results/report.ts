// What report.html is made of. Bounded: a file of a million rows has a report of REPORT_SITES_MAX rows, those that need a person
// first; the rest is in results.csv.
import type { Correction } from "../../contracts/correction.ts";
import type { Lease } from "../orders/leases.ts";
import type { Issue, RowOutcome } from "../../contracts/outcomes.ts";
import type { Receipt, RowTotals } from "../../contracts/receipt.ts";
import type { Price } from "../../contracts/records.ts";

/** About 4 MB of HTML, which a browser opens in well under two seconds. */
export const REPORT_SITES_MAX = 10_000;
/** Orders with their prices; the total counts all of them. */
export const REPORT_ORDERS_MAX = 500;

export interface ReportSite {
  /** Line, or JSON Pointer. */
  readonly row: string;
  readonly orderRef: string;
  readonly siteRef: string;
  /** City and state. */
  readonly location: string;
  readonly outcome: RowOutcome;
  readonly stage: string;
  readonly code: string;
  /** The bulk file's column to look at; "" where none is to blame. */
  readonly column: string;
  readonly message: string;
  readonly fix: string;
  readonly quoteId: string;
  readonly contractId: string;
  readonly orderId: string;
  readonly subOrderId: string;
  /** ISO 8601, UTC, of a row that waits or is held; "" otherwise. */
  readonly since: string;
  readonly until: string;
}

export interface ReportOrder {
  readonly orderRef: string;
  readonly status: string;
  readonly sites: number;
  readonly price: Price | undefined;
}

/** Of all orders of the file that have one of this kind: the one that ends first. */
export interface ReportLease extends Lease {
  readonly orders: number;
  readonly orderRef: string;
}

export interface ReportOrders {
  /** Those with a price come first. */
  readonly listed: readonly ReportOrder[];
  readonly total: Price | undefined;
  /** Sites that have a price. */
  readonly priced: number;
}

export interface Report {
  readonly file: string;
  /** The file with the rows to correct: the kind that was dropped. */
  readonly corrections: "failed.csv" | "failed.xlsx";
  readonly batchId: string;
  /** The earlier file that it corrects. */
  readonly correctionOf?: Correction | undefined;
  readonly distributor: string;
  readonly status: string;
  readonly writtenAt: string;
  readonly rows: RowTotals;
  readonly orders: Receipt["orders"];
  /** Sites that have finished each stage. */
  readonly progress: Readonly<Record<string, number>>;
  readonly sent: number;
  readonly issues: readonly Issue[];
  readonly issueTotals: Readonly<Record<"error" | "warning" | "fixed", number>>;
  readonly sites: readonly ReportSite[];
  readonly prices: ReportOrders;
  readonly leases?: readonly ReportLease[];
}
