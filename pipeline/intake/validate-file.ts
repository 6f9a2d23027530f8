// The checks of the intake with no way to write: the same reading, the same planning, and nothing behind it. What earlier
// files sent is not known here: every site counts as new.
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import type { Issue, Policy } from "../../contracts/outcomes.ts";
import type { CellTotals, DetectedFormat, RowTotals } from "../../contracts/receipt.ts";
import { invariant } from "../../contracts/errors.ts";
import { FileAddresses } from "./earlier-addresses.ts";
import { type EarlierOrder, type EarlierOrders, planOrders } from "../../domain/orders/plan-orders.ts";
import { fingerprint } from "./fingerprint.ts";
import { policyAtDrop } from "./register-file.ts";
import { readBulkFile } from "../../reading/read-bulk-file.ts";
import type { OpenFile } from "../../reading/read-records.ts";

export interface ValidateOptions {
  readonly open: OpenFile;
  /** Undefined: no such distributor, which is an error of the file. */
  readonly profile: DistributorProfile | undefined;
  /** Of a workbook; undefined: the first that is not hidden. */
  readonly sheet?: string | undefined;
  /** Undefined: the profile's, else `order`. */
  readonly policy?: Policy | undefined;
  /** What the file's dates are compared with. */
  readonly now: Date;
  /** Called while the file is read, with each issue as it is found. */
  readonly onIssue: (issue: Issue) => void;
  /** The file is read to its end; further issues are of rows that do not go together. */
  readonly onRead?: () => void;
}

export interface Validation {
  readonly format: DetectedFormat;
  /** `waiting`: would be sent. */
  readonly rows: RowTotals;
  readonly orders: { readonly total: number; readonly accepted: number; readonly rejected: number };
  readonly cells: CellTotals;
}

const NOTHING_EARLIER: EarlierOrders<EarlierOrder> = { of: () => Promise.resolve({ sites: new Map() }) };

export async function validateFile(options: ValidateOptions): Promise<Validation> {
  const { open, profile, onIssue } = options;
  using reading = await readBulkFile({ open, profile, sheet: options.sheet, onIssue, receivedAt: options.now });
  options.onRead?.();
  const policy = policyAtDrop(options.policy, profile);
  const planned = await planOrders(reading, {
    policy,
    earlier: NOTHING_EARLIER,
    addresses: new FileAddresses(),
    fingerprint,
    sink: { issue: onIssue, unsent: () => undefined, send: (orders) => Promise.resolve(orders.map(() => true)) },
  });
  invariant(planned.finished, "validateFile.unfinished");
  const { rowsTotal: total, ordersTotal, format } = reading;
  const { failed, unchanged, ordersSent, cells } = planned.totals;
  return {
    format,
    rows: { total, handedOff: 0, failed, held: 0, waiting: total - failed - unchanged, unchanged },
    orders: { total: ordersTotal, accepted: ordersSent, rejected: ordersTotal - ordersSent },
    cells,
  };
}
