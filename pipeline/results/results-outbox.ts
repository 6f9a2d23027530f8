// Tells of a batch's results when they are there, once per version. What is to be told is noted before the file comes to rest and
// forgotten after it was told, so that a function that dies in between loses nothing: the sync tells what is left.
import type { FileRecord, UntoldResults } from "../../contracts/records.ts";
import { keys, UntoldResultsSchema } from "../../contracts/records.ts";
import { resultsEventId, type ResultsReady } from "../../contracts/results-ready.ts";
import { resultsSummary } from "../../domain/results/results-summary.ts";
import type { BulkDeps } from "../intake/bulk-deps.ts";
import { FileStore } from "../orders/file-store.ts";
import { type OnUnreadable, readableItems } from "../orders/readable-items.ts";
import { receiptThere } from "./file-receipts.ts";

export class ResultsOutbox {
  readonly #deps: BulkDeps;

  constructor(deps: BulkDeps) {
    this.#deps = deps;
  }

  /** Before the file comes to rest. `version`: what will stand in its record as `completedAt`, or, of a refused one, `receivedAt`. */
  async note(fileId: string, version: string): Promise<void> {
    const notedAt = this.#deps.clock.now().toISOString();
    await this.#deps.table.put({ ...keys.untoldResults(fileId), version, notedAt });
  }

  /** A note that cannot be read says nothing that the file does not; of one that is not at rest a note is written when it is. */
  async noteAnew(fileId: string): Promise<void> {
    const { table } = this.#deps;
    const file = await new FileStore(table).file(fileId);
    if (file !== undefined && isAtRest(file)) await this.note(fileId, versionOf(file));
    else await table.delete(keys.untoldResults(fileId));
  }

  /** After it did: a bus that cannot be reached now is the sync's, which looks every quarter of an hour. */
  async tellNow(fileId: string, version: string): Promise<void> {
    if (this.#deps.tellResults === undefined) return;
    try {
      await this.tell({ sk: fileId, version });
    } catch {
      this.#deps.meter?.add("ResultsUntold", 1);
    }
  }

  untold(onUnreadable: OnUnreadable): AsyncIterable<UntoldResults> {
    return readableItems(this.#deps.table.query(keys.untold.pk), UntoldResultsSchema, onUnreadable);
  }

  /** False: the file is not at rest, and the note stays. */
  async tell({ sk: fileId, version: noted }: Pick<UntoldResults, "sk" | "version">): Promise<boolean> {
    const { table, tellResults, meter } = this.#deps;
    const files = new FileStore(table);
    const file = await files.file(fileId);
    if (file !== undefined && !isAtRest(file)) return false;
    if (file !== undefined && file.toldVersion !== versionOf(file)) {
      await tellResults?.(await this.#eventOf(file));
      meter?.add("ResultsTold", 1);
      const { completedAt = { absent: true }, receivedAt } = file;
      await files.change(fileId, { set: { toldVersion: versionOf(file) }, when: { completedAt, receivedAt } });
    }
    // A newer note is about a newer version.
    await table.delete(keys.untoldResults(fileId), { version: noted });
    return true;
  }

  async #eventOf(file: RestingFile): Promise<ResultsReady> {
    const receipt = await receiptThere(this.#deps, file.resultsPrefix);
    // The nightly run writes results anew that are missing.
    if (receipt === undefined) throw new Error("results.noReceipt");
    const { fileId: batchId, distributor, name, status, receivedAt, resultsPrefix } = file;
    const version = versionOf(file);
    return {
      id: resultsEventId(batchId, version),
      ...{ batchId, distributor, file: name, status, version, receivedAt },
      ...{ summary: resultsSummary(receipt.rows, status), rows: receipt.rows, orders: receipt.orders },
      results: { bucket: this.#deps.filesBucket, prefix: resultsPrefix },
    };
  }
}

type RestingFile = FileRecord & { readonly status: ResultsReady["status"] };

const isAtRest = (file: FileRecord): file is RestingFile =>
  file.status === "completed" ||
  file.status === "needsAttention" ||
  file.status === "rejected" ||
  file.status === "gone";

const versionOf = ({ completedAt, receivedAt }: FileRecord): string => completedAt ?? receivedAt;
