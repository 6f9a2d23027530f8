// receipt.json: what people and programs learn of a file at once, and again with every writing of its results
// (docs/bulk-file.md §5). `rows.total` is always the sum of the five outcomes.
import * as z from "zod";
import { CorrectionSchema } from "./correction.ts";
import { FileStatusSchema, IssueSchema, PolicySchema } from "./outcomes.ts";
import { plainObject } from "./object-schemas.ts";

const count = z.int().nonnegative();

export const RowTotalsSchema = plainObject(() => ({
  total: count,
  handedOff: count,
  failed: count,
  held: count,
  waiting: count,
  unchanged: count,
}));
export type RowTotals = z.infer<typeof RowTotalsSchema>;

/** What was detected in the bytes; null where it does not apply or could not be told. */
export const DetectedFormatSchema = plainObject(() => ({
  kind: z.enum(["csv", "json", "ndjson", "xlsx"]).nullable(),
  gzip: z.boolean(),
  encoding: z.enum(["utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1252"]).nullable(),
  delimiter: z.enum(["comma", "semicolon", "tab", "pipe"]).nullable(),
  lineEnding: z.enum(["crlf", "lf", "cr", "mixed"]).nullable(),
}));
export type DetectedFormat = z.infer<typeof DetectedFormatSchema>;

/** read = accepted + rejected + carriedThrough. */
export const CellTotalsSchema = plainObject(() => ({
  read: count,
  accepted: count,
  rejected: count,
  carriedThrough: count,
}));
export type CellTotals = z.infer<typeof CellTotalsSchema>;

export const ReceiptSchema = plainObject(() => ({
  batchId: z.string(),
  distributor: z.string(),
  file: z.string(),
  key: z.string(),
  /** Null: the file was gone before it could be read. */
  sha256: z.string().nullable(),
  bytes: count,
  policy: PolicySchema,
  /**
   * The same bytes were dropped before, under this name: they are one batch, its results lie under `results` in the same bucket, and
   * this receipt repeats what its own says.
   */
  sameAs: z.object({ file: z.string(), key: z.string(), results: z.string() }).optional(),
  /** The earlier file whose rows this one corrects. */
  correctionOf: CorrectionSchema.optional(),
  status: FileStatusSchema,
  receivedAt: z.iso.datetime(),
  writtenAt: z.iso.datetime(),
  completedAt: z.iso.datetime().nullable(),
  format: DetectedFormatSchema,
  rows: RowTotalsSchema,
  /** `total`: distinct orders in the file; the rest counts the orders that were sent, by status. */
  orders: z.looseObject({ total: count }),
  cells: CellTotalsSchema,
  issueTotals: z.object({ error: count, warning: count, fixed: count }),
  issuesByCode: z.record(z.string(), count),
  /** The first ones in the order in which they were found; all of them are in `issues.ndjson`. */
  issues: z.array(IssueSchema),
}));
export type Receipt = z.infer<typeof ReceiptSchema>;

/** Issues listed in the receipt itself. */
export const RECEIPT_ISSUES_MAX = 1000;
