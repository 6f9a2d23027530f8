// Where the receipts of a batch lie: at the name of the drop that was read, and at every other name under which the same bytes were
// dropped, where it points to the first.
import { type Receipt, ReceiptSchema } from "../../contracts/receipt.ts";
import type { FileNameRecord, FileRecord } from "../../contracts/records.ts";
import { readJson } from "../../domain/read-json.ts";
import { getJson, getText, putObject, unlessMissing } from "../../adapters/aws/objects.ts";
import type { BulkDeps } from "../intake/bulk-deps.ts";
import { FileStore } from "../orders/file-store.ts";
import type { UnreadableRecord } from "../orders/unreadable-record.ts";
import { noteUnreadable } from "../reconcile/unreadable-break.ts";

/** Further names keep the receipt that their drop was answered with. */
const NAMES_MAX = 100;

export async function putReceipt(deps: BulkDeps, file: FileRecord, receipt: Receipt): Promise<void> {
  await put(deps, file.resultsPrefix, receipt);
  // After the receipt itself: a worker that adds a name from here on finds it.
  const unreadable: UnreadableRecord[] = [];
  const names = new FileStore(deps.table).names(file.fileId, NAMES_MAX, (_id, met) => unreadable.push(met));
  for await (const name of names) {
    if (name.resultsPrefix !== file.resultsPrefix) await put(deps, name.resultsPrefix, underName(receipt, name, file));
  }
  for (const met of unreadable) await noteUnreadable(deps.table, met, deps.clock.now().toISOString());
}

/** The same bytes under another name: nothing is sent for it, and its receipt says where they were taken in. */
export async function addName(deps: BulkDeps, file: FileRecord, name: FileNameRecord): Promise<void> {
  if (name.resultsPrefix === file.resultsPrefix) return;
  await new FileStore(deps.table).addName(file.fileId, name);
  let copied: string | undefined;
  for (;;) {
    const receipt = await readReceipt(deps, file.resultsPrefix);
    // None yet: the worker that reads the file writes it to all its names. The same: nobody has written one since.
    if (receipt === undefined || receipt.writtenAt === copied) return;
    await put(deps, name.resultsPrefix, underName(receipt, name, file));
    copied = receipt.writtenAt;
  }
}

const underName = (receipt: Receipt, { key, name, receivedAt }: FileNameRecord, file: FileRecord): Receipt => ({
  ...receipt,
  ...{ file: name, key, receivedAt },
  sameAs: { file: file.name, key: file.key, results: file.resultsPrefix },
});

const locationOf = ({ filesBucket: bucket }: BulkDeps, prefix: string) => ({ bucket, key: `${prefix}receipt.json` });

/** Undefined: there is none, or one that nobody can read. */
export async function receiptThere(deps: BulkDeps, prefix: string): Promise<Receipt | undefined> {
  const location = locationOf(deps, prefix);
  const text = await unlessMissing(deps.s3, location, () => getText(deps.s3, location));
  return ReceiptSchema.safeParse(text === undefined ? undefined : readJson(text)).data;
}

async function readReceipt(deps: BulkDeps, prefix: string): Promise<Receipt | undefined> {
  const location = locationOf(deps, prefix);
  const found = await unlessMissing(deps.s3, location, () => getJson(deps.s3, location));
  return found === undefined ? undefined : ReceiptSchema.parse(found);
}

async function put(deps: BulkDeps, prefix: string, receipt: Receipt): Promise<void> {
  await putObject(deps.s3, locationOf(deps, prefix), `${JSON.stringify(receipt, null, 2)}\n`, "application/json");
}
