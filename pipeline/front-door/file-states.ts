// How a distributor's files stand, for the distributor: from the record of each and the receipt that was written last. Another
// distributor's batch is as unknown as one that does not exist.
import { type FileDetail, type FileList, type FileState, RESULT_LINK_SECONDS } from "../../contracts/front-door.ts";
import { type FileRecord, OrderRecordSchema } from "../../contracts/records.ts";
import { type Receipt, ReceiptSchema } from "../../contracts/receipt.ts";
import { getJson, unlessMissing } from "../../adapters/aws/objects.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { concurrently } from "../../adapters/runtime/concurrently.ts";
import { FileStore } from "../orders/file-store.ts";
import { ordersOfFile } from "../orders/orders-of-file.ts";
import { readableItems } from "../orders/readable-items.ts";
import { distributorFiles } from "./distributor-files.ts";
import { type LinkDeps, resultLinks } from "./result-links.ts";

export interface FileStateDeps extends LinkDeps {
  readonly table: Table;
}

const RECEIPTS_AT_ONCE = 10;
/** Orders of a file that are counted as they are now; of a larger one the receipt's counts are told, with their time. */
const COUNTED_ORDERS_MAX = 500;

/** The newest first. `before`: the `next` of an earlier page. */
export async function listFiles(
  deps: FileStateDeps,
  distributor: string,
  page: { readonly limit: number; readonly before?: string | undefined },
): Promise<FileList> {
  const { files, next } = await distributorFiles(deps.table, distributor, page);
  const states = await concurrently(files, RECEIPTS_AT_ONCE, async (file) =>
    stateOf(file, await receiptOf(deps, file)),
  );
  return { files: states, next };
}

/** Undefined: the distributor has no such batch. */
export async function describeFile(
  deps: FileStateDeps,
  distributor: string,
  batchId: string,
): Promise<FileDetail | undefined> {
  const file = await new FileStore(deps.table).file(batchId);
  if (file?.distributor !== distributor) return undefined;
  const state = stateOf(file, await receiptOf(deps, file));
  const counts = file.status === "processing" ? await countNow(deps, file, state) : {};
  return { ...state, ...counts, results: await resultLinks(deps, file.resultsPrefix, RESULT_LINK_SECONDS) };
}

async function receiptOf(deps: FileStateDeps, { resultsPrefix }: FileRecord): Promise<Receipt | undefined> {
  const location = { bucket: deps.filesBucket, key: `${resultsPrefix}receipt.json` };
  const found = await unlessMissing(deps.s3, location, () => getJson(deps.s3, location));
  return found === undefined ? undefined : ReceiptSchema.parse(found);
}

function stateOf(file: FileRecord, receipt: Receipt | undefined): FileState {
  return {
    batchId: file.fileId,
    file: file.name,
    status: file.status,
    receivedAt: file.receivedAt,
    completedAt: file.completedAt ?? null,
    rows: receipt?.rows ?? null,
    orders: receipt?.orders ?? null,
    issues: receipt?.issueTotals ?? null,
    countedAt: receipt?.writtenAt ?? null,
  };
}

/** A file may wait for days between two receipts: its orders are counted anew. What was never sent stays as the receipt has it. */
async function countNow(
  deps: FileStateDeps,
  { fileId, ordersTotal }: FileRecord,
  { orders }: FileState,
): Promise<Pick<FileState, "orders">> {
  if (orders === null || ordersTotal === undefined || ordersTotal > COUNTED_ORDERS_MAX) return { orders };
  const { total, rejected = 0, unchanged = 0 }: Receipt["orders"] = orders;
  const counts: Record<string, number> = { ...asCount({ rejected, unchanged }) };
  const add = (status: string): void => void (counts[status] = (counts[status] ?? 0) + 1);
  // One that cannot be read needs a person, as the results say; it leaves the file's other orders their answer.
  const readable = readableItems(ordersOfFile(deps.table, fileId), OrderRecordSchema, () => add("held"));
  for await (const { status } of readable) add(status);
  const known = Object.values(counts).reduce((sum, count) => sum + count, 0);
  // Sent, and not yet in the table.
  const acknowledged = Math.max(0, total - known) + (counts["acknowledged"] ?? 0);
  return { orders: { ...counts, ...asCount({ acknowledged }), total } };
}

const asCount = (counts: Readonly<Record<string, unknown>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts).filter((entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] > 0),
  );
