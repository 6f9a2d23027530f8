// What can become of a row, an order and a file: the words that people and programs get back. Order and site states
// are TMF622 v5 / MEF 123 names (docs/apex-api.md §6).
import * as z from "zod";
import { SEVERITIES } from "./issues/issue-text.ts";
import { ISSUE_CODES } from "./issues/issues.ts";
import { REASON_CODES } from "./reasons.ts";
import { plainObject } from "./object-schemas.ts";

/** docs/bulk-file.md §5. `waiting` is anything still under way. */
export const ROW_OUTCOMES = ["handedOff", "failed", "held", "waiting", "unchanged"] as const;
export const RowOutcomeSchema = z.enum(ROW_OUTCOMES);
export type RowOutcome = z.infer<typeof RowOutcomeSchema>;

export const ORDER_STATUSES = [
  "acknowledged",
  "rejected",
  "pending",
  "held",
  "inProgress",
  "cancelled",
  "completed",
  "failed",
  "partial",
  "assessingCancellation",
  "pendingCancellation",
] as const;
export const OrderStatusSchema = z.enum(ORDER_STATUSES);
export type OrderStatus = z.infer<typeof OrderStatusSchema>;

export const SITE_STATUSES = [...ORDER_STATUSES, "rejected.validated", "rejected.unassessed"] as const;
export const SiteStatusSchema = z.enum(SITE_STATUSES);
export type SiteStatus = z.infer<typeof SiteStatusSchema>;

/** States out of which an order moves no more by itself nor by a person's resolving it. */
export const TERMINAL_ORDER_STATUSES = [
  "completed",
  "partial",
  "failed",
  "rejected",
  "cancelled",
] as const satisfies readonly OrderStatus[];

/**
 * received → reading → processing → completed | needsAttention; or rejected when no row of the file was accepted: dropped once more
 * it is read anew. gone: deleted or renamed before it could be read.
 * `needsAttention`: nothing moves any more, and at least one order is held. A redrive puts it back to processing.
 */
export const FILE_STATUSES = [
  "received",
  "reading",
  "processing",
  "needsAttention",
  "completed",
  "rejected",
  "gone",
] as const;
export const FileStatusSchema = z.enum(FILE_STATUSES);
export type FileStatus = z.infer<typeof FileStatusSchema>;

export const PolicySchema = z.enum(["order", "file", "site"]);
export type Policy = z.infer<typeof PolicySchema>;

/** A good site that another site of its order holds back has the code that a good row has: contracts/issues. */
const SITE_REASON_CODES = [...REASON_CODES, "order.siblingHeldBack"] as const;

/** Why an order or a site failed, is held or waits. No payload, no personal data. */
export const ReasonSchema = plainObject(() => ({
  code: z.enum(SITE_REASON_CODES),
  message: z.string(),
  /** The bulk-file column to look at, where one is to blame. */
  column: z.string().optional(),
  fix: z.string().optional(),
}));
export type Reason = z.infer<typeof ReasonSchema>;

/** docs/bulk-file.md §3: an issue found in a file. `pointer` is a JSON Pointer, for JSON input; `row` a line number. */
export const IssueSchema = plainObject(() => ({
  severity: z.enum(SEVERITIES),
  code: z.enum(ISSUE_CODES),
  row: z.int().positive().nullable(),
  column: z.string().nullable(),
  pointer: z.string().nullable(),
  value: z.string().nullable(),
  message: z.string(),
  fix: z.string().nullable(),
}));
export type Issue = z.infer<typeof IssueSchema>;

/** A row that the intake does not send, as its results need it. */
export const UnsentRowSchema = plainObject(() => ({
  row: z.int().positive(),
  outcome: z.enum(["failed", "unchanged"]),
  status: SiteStatusSchema,
  code: z.enum([...ISSUE_CODES, "site.unchanged"]),
  column: z.string().nullable(),
  message: z.string(),
  fix: z.string().nullable(),
  /** The order and site that the row is already: `unchanged`, or refused because it says something else now. */
  orderId: z.string().optional(),
  index: z.int().nonnegative().optional(),
}));
export type UnsentRow = Readonly<z.infer<typeof UnsentRowSchema>>;
