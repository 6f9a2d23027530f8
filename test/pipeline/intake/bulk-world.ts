// A world for the bulk file part: S3 and the table in memory, a queue that remembers, and a pipeline that a test plays by
// hand: it starts orders and says what became of their sites.
import { newGroups } from "../../../pipeline/orders/site-groups.ts";
import { OrderDocumentSchema, type OrderDocument } from "../../../contracts/order-document.ts";
import { ReceiptSchema, type Receipt } from "../../../contracts/receipt.ts";
import type { Reason, SiteStatus } from "../../../contracts/outcomes.ts";
import { keys, type Price } from "../../../contracts/records.ts";
import type { OrderMessage } from "../../../contracts/stages.ts";
import { closeFileIfSettled } from "../../../pipeline/results/close-file.ts";
import { readOrderDocument } from "../../../adapters/aws/order-documents.ts";
import { profileOf } from "../../../reading/profiles.ts";
import type { IntakeDeps } from "../../../pipeline/intake/bulk-deps.ts";
import { type Taken, type TakenFile, continueFile, takeInFile } from "../../../pipeline/intake/take-in-file.ts";
import type { DroppedObject } from "../../../domain/dropped-objects.ts";
import { newOrder, newSites } from "../../../domain/orders/new-order.ts";
import { MemoryTable } from "../../fakes/memory-table.ts";
import { MemoryS3 } from "../../fakes/memory-s3.ts";
import { rowsOf } from "../../reading/csv/csv-reference.ts";

export const NOW = new Date("2027-01-01T08:00:00.000Z");

type Mutable<T> = { -readonly [name in keyof T]: T[name] };

interface DropOptions {
  readonly policy?: string;
  readonly distributor?: string;
  /** As the upload's metadata has it. */
  readonly sheet?: string;
}

export class BulkWorld {
  readonly s3 = new MemoryS3();
  readonly table = new MemoryTable();
  readonly sent: OrderMessage[] = [];
  queueIsDown = false;
  /** Asked by the intake between two pieces of work. */
  timeIsShort: () => boolean = () => false;
  /** Invocations that the files have taken so far. */
  invocations = 0;
  readonly deps: Mutable<IntakeDeps> = {
    s3: this.s3.client,
    table: this.table,
    filesBucket: "files",
    workBucket: "work",
    clock: { now: () => NOW },
    sendOrders: (messages) => {
      if (this.queueIsDown) return Promise.reject(new Error("queue is down"));
      this.sent.push(...messages);
      return Promise.resolve();
    },
    profileOf,
    personalDataDays: 400,
  };
  async drop(
    name: string,
    body: string | Buffer,
    options: DropOptions = {},
  ): Promise<{ outcome: Taken["outcome"]; fileId: string }> {
    return await this.takeIn(this.put(name, body, options));
  }

  /** An upload: the intake has not heard of it yet. */
  put(name: string, body: string | Buffer, options: DropOptions = {}): DroppedObject & { readonly versionId: string } {
    const key = `inbox/${options.distributor ?? "demo"}/${name}`;
    const { policy, sheet } = options;
    const metadata = { ...(policy !== undefined && { policy }), ...(sheet !== undefined && { sheet }) };
    return { key, versionId: this.s3.put("files", key, body, metadata), sizeBytes: body.length };
  }

  async takeIn(dropped: DroppedObject): Promise<{ outcome: Taken["outcome"]; fileId: string }> {
    let taken = await takeInFile(this.deps, { ...dropped, ...this.#attempt() });
    while (taken.outcome === "unfinished") taken = await this.#goOn(taken);
    return { outcome: taken.outcome, fileId: taken.fileId ?? "" };
  }

  #goOn({ fileId, resumeFrom }: TakenFile & { outcome: "unfinished" }): Promise<TakenFile> {
    return continueFile(this.deps, { fileId: fileId ?? "", resumeFrom, ...this.#attempt() });
  }

  #attempt() {
    this.invocations += 1;
    return { attempt: `a${String(this.invocations)}`, timeIsShort: () => this.timeIsShort() };
  }

  results(fileId: string, name: string): string {
    const key = this.s3.keys("files", "results/").find((found) => found.endsWith(`${fileId}/${name}`));
    return this.s3.text("files", key ?? `results/?/${fileId}/${name}`);
  }

  receipt(fileId: string): Receipt {
    return ReceiptSchema.parse(JSON.parse(this.results(fileId, "receipt.json")));
  }

  /** Rows of results.csv by column name. */
  rows(fileId: string, name = "results.csv"): Record<string, string>[] {
    return rowsOf(this.results(fileId, name));
  }

  async documents(messages: readonly OrderMessage[] = this.sent): Promise<OrderDocument[]> {
    return Promise.all(
      messages.map(async (message) =>
        OrderDocumentSchema.parse(await readOrderDocument(this.s3.client, "work", message.document)),
      ),
    );
  }

  /** Plays the pipeline for every message that was sent: records, final site states, the marker gone, the file closed. */
  async runPipeline(
    fate: (
      order: OrderDocument,
      siteRef: string,
    ) => { status: SiteStatus; reason?: Reason; subOrderId?: string; price?: Price } = () => ({
      status: "completed",
      subOrderId: "801000000000001",
    }),
  ): Promise<void> {
    const messages = this.sent.splice(0);
    for (const [at, document] of (await this.documents(messages)).entries()) {
      const message = messages[at];
      if (message === undefined) continue;
      const sites = newSites(document).map((site) => ({ ...site, ...fate(document, site.siteRef) }));
      const held = sites.some(({ status }) => status === "held");
      const done = sites.every(({ status }) => status === "completed");
      const status = held ? "held" : done ? "completed" : "failed";
      await this.table.put({
        ...keys.order(message.orderId),
        ...newOrder(message, document, NOW.toISOString()),
        status,
      });
      await this.table.putMany(newGroups(sites));
      await this.table.delete(keys.openOrder(message.fileId, message.orderId));
      await closeFileIfSettled(this.deps, message.fileId);
    }
  }
}
