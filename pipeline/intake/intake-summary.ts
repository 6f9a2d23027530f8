// What the intake knows of a file once it has read it: kept beside the order documents, and the ground of every receipt.
import * as z from "zod";
import { CorrectionSchema } from "../../contracts/correction.ts";
import { IssueSchema, UnsentRowSchema } from "../../contracts/outcomes.ts";
import { CellTotalsSchema, DetectedFormatSchema } from "../../contracts/receipt.ts";
import { plainObject } from "../../contracts/object-schemas.ts";

const count = z.int().nonnegative();

export const IntakeSummarySchema = plainObject(() => ({
  format: DetectedFormatSchema,
  rowsTotal: count,
  failed: count,
  unchanged: count,
  ordersTotal: count,
  ordersSent: count,
  ordersUnchanged: count,
  correctionOf: CorrectionSchema.optional(),
  cells: CellTotalsSchema,
  issueTotals: z.object({ error: count, warning: count, fixed: count }),
  issuesByCode: z.record(z.string(), count),
  issues: z.array(IssueSchema),
  /** What is true of every row that is neither in `rows.ndjson` nor sent: the file's own fault. Null: none is such. */
  otherRows: UnsentRowSchema.omit({ row: true }).nullable(),
}));
export type IntakeSummary = z.infer<typeof IntakeSummarySchema>;

/** Names under the file's work prefix. */
export const WORK_NAMES = {
  original: "original",
  summary: "intake.json",
  rows: "rows.ndjson",
  messages: "messages.ndjson",
  orders: (n: number) => `orders-${String(n).padStart(4, "0")}.ndjson`,
} as const;
