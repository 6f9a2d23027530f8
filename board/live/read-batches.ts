// The files that the board shows, each with its orders: all that are open or held, up to a bound, and the newest of those at rest. A
// file at rest is read once, for nothing of it moves until it is put back to work.
import { type FileRecord, keys, type OrderRecord, OrderRecordSchema } from "../../contracts/records.ts";
import { type Receipt, ReceiptSchema } from "../../contracts/receipt.ts";
import { getJson, unlessMissing } from "../../adapters/aws/objects.ts";
import type { BulkDeps } from "../../pipeline/intake/bulk-deps.ts";
import { FileStore } from "../../pipeline/orders/file-store.ts";
import { OrderLookup } from "../../pipeline/orders/order-lookup.ts";

export interface BatchRead {
  readonly file: FileRecord;
  readonly orders: readonly OrderRecord[];
  /** Undefined: none yet. */
  readonly receipt: Receipt | undefined;
}

export interface BatchesRead {
  readonly batches: readonly BatchRead[];
  /** There are more than are shown. */
  readonly more: boolean;
}

interface Kept {
  /** Of the file when it was read. */
  readonly state: string;
  readonly batch: BatchRead;
}

const FILES_MAX = 100;
/** Of those that are over. */
const AT_REST_MAX = 20;
const AT_REST: ReadonlySet<FileRecord["status"]> = new Set(["completed", "rejected", "gone"]);
const skip = (): void => undefined;

export class BatchReader {
  readonly #deps: BulkDeps;
  readonly #files: FileStore;
  readonly #lookup: OrderLookup;
  #last: ReadonlyMap<string, Kept> = new Map();

  constructor(deps: BulkDeps) {
    this.#deps = deps;
    this.#files = new FileStore(deps.table);
    this.#lookup = new OrderLookup(deps.table);
  }

  async read(): Promise<BatchesRead> {
    const seen = new Set<string>();
    const found: FileRecord[] = [];
    let [atRest, more] = [0, false];
    // A file may move from one part of the index to the next meanwhile.
    for await (const file of this.#files.all(skip)) {
      if (seen.has(file.fileId)) continue;
      seen.add(file.fileId);
      if (AT_REST.has(file.status)) atRest += 1;
      more = found.length === FILES_MAX || atRest > AT_REST_MAX;
      if (more) break;
      found.push(file);
    }
    const next = new Map<string, Kept>();
    const batches: BatchRead[] = [];
    for (const listed of found) {
      // The index may trail the record.
      const file = (await this.#files.file(listed.fileId)) ?? listed;
      const batch = await this.#batch(file);
      next.set(file.fileId, { state: stateOf(file), batch });
      batches.push(batch);
    }
    this.#last = next;
    return { batches, more };
  }

  /** As it was last read. */
  lastOf(fileId: string): BatchRead | undefined {
    return this.#last.get(fileId)?.batch;
  }

  async #batch(file: FileRecord): Promise<BatchRead> {
    const last = this.#last.get(file.fileId);
    const isSame = last?.state === stateOf(file);
    if (isSame && AT_REST.has(file.status)) return last.batch;
    const orders = await this.#orders(file.fileId, last?.batch.orders ?? []);
    const receipt = isSame && last.batch.receipt !== undefined ? last.batch.receipt : await this.#receipt(file);
    return { file, orders, receipt };
  }

  /** An order that changes its place in the index while the index is read may be seen twice, or not at all: it is asked for. */
  async #orders(fileId: string, before: readonly OrderRecord[]): Promise<readonly OrderRecord[]> {
    const found = new Map<string, OrderRecord>();
    for await (const order of this.#lookup.ofFile(fileId)) found.set(order.orderId, order);
    for (const { orderId } of before) {
      const item = found.has(orderId) ? undefined : await this.#deps.table.get(keys.order(orderId));
      const order = OrderRecordSchema.safeParse(item);
      if (order.success) found.set(orderId, order.data);
    }
    return [...found.values()];
  }

  async #receipt({ status, resultsPrefix }: FileRecord): Promise<Receipt | undefined> {
    if (status === "received" || status === "reading") return undefined;
    const location = { bucket: this.#deps.filesBucket, key: `${resultsPrefix}receipt.json` };
    const found = await unlessMissing(this.#deps.s3, location, () => getJson(this.#deps.s3, location));
    const receipt = ReceiptSchema.safeParse(found);
    return receipt.success ? receipt.data : undefined;
  }
}

const stateOf = ({ status, completedAt, reopened, receivedAt }: FileRecord): string =>
  [status, completedAt, reopened, receivedAt].join(" ");
