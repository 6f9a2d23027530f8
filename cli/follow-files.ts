// Follows batches until nothing moves any more: reads each file's record again and again, and its orders when that costs little,
// shows how far they are, and ends when every file is terminal, the time is over or somebody interrupts.
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../adapters/runtime/clock.ts";
import type { Table } from "../adapters/aws/table.ts";
import type { FileStatus } from "../contracts/outcomes.ts";
import { type FileRecord, FileRecordSchema, type OrderRecord, OrderRecordSchema, keys } from "../contracts/records.ts";
import { counted } from "./counted.ts";
import type { ProgressDisplay } from "./progress-display.ts";
import { stageProgress } from "../domain/orders/stage-progress.ts";
import { ordersOfFile } from "../pipeline/orders/orders-of-file.ts";
import { readableItems } from "../pipeline/orders/readable-items.ts";
import { readRecord } from "../pipeline/orders/unreadable-record.ts";
import { PartnerWatch } from "./watch-partner.ts";
import { PauseWatch } from "./watch-pauses.ts";

export interface Batch {
  readonly fileId: string;
  /** What people know the file by. */
  readonly name: string;
}

export interface BatchState extends Batch {
  readonly record: FileRecord | undefined;
  readonly orders: readonly OrderRecord[];
}

export interface Following {
  readonly how: "settled" | "timedOut" | "interrupted";
  readonly batches: readonly BatchState[];
}

export interface FollowOptions {
  readonly table: Table;
  readonly display: ProgressDisplay;
  readonly timeoutMillis: number;
  readonly interrupted: AbortSignal;
  /** Rejects where nothing can go on. */
  readonly broken: Promise<never>;
  /** False while intake has not yet answered this drop of a file that it knows from before. */
  readonly isAnswered: (record: FileRecord) => boolean;
  /** Default: 100. */
  readonly lookEveryMillis?: number;
}

const SETTLED: ReadonlySet<FileStatus> = new Set(["completed", "needsAttention", "rejected", "gone"]);
/** A look at the files' records, which says whether all is over. */
const LOOK_EVERY_MILLIS = 100;
/** Orders are read again after this many times what reading them took: the work must not wait for the picture. */
const SHOW_PAUSE = 24;

export async function followFiles(batches: readonly Batch[], options: FollowOptions): Promise<Following> {
  const endsAt = performance.now() + options.timeoutMillis;
  const partner = new PartnerWatch(options.table, systemClock);
  const pauses = new PauseWatch(options.table, systemClock);
  let showsAt = performance.now();
  for (;;) {
    const files = Promise.all(batches.map(({ fileId }) => fileRecord(options.table, fileId)));
    const records = await Promise.race([files, options.broken]);
    const settled = records.every(
      (record) => record !== undefined && SETTLED.has(record.status) && options.isAnswered(record),
    );
    const how = settled ? "settled" : endOf(options, endsAt);
    if (how !== undefined || performance.now() >= showsAt) {
      const lookedAt = performance.now();
      const states = await Promise.race([withOrders(options.table, batches, records), options.broken]);
      show(states, options.display);
      const news = await partner.news();
      if (news !== undefined) options.display.say(news);
      for (const line of await pauses.news()) options.display.say(line);
      if (how !== undefined) return { how, batches: states };
      showsAt = performance.now() + SHOW_PAUSE * (performance.now() - lookedAt);
    }
    await Promise.race([
      sleep(options.lookEveryMillis ?? LOOK_EVERY_MILLIS, undefined, { signal: options.interrupted }).catch(
        () => undefined,
      ),
      options.broken,
    ]);
  }
}

function endOf({ interrupted }: FollowOptions, endsAt: number): Following["how"] | undefined {
  if (interrupted.aborted) return "interrupted";
  return performance.now() >= endsAt ? "timedOut" : undefined;
}

function show(states: readonly BatchState[], display: ProgressDisplay): void {
  const orders = states.flatMap((state) => state.orders);
  display.show({
    headline: headline(states),
    sites: states.reduce((sum, state) => sum + sitesOf(state), 0),
    stages: stageProgress(orders),
  });
}

async function withOrders(
  table: Table,
  batches: readonly Batch[],
  records: readonly (FileRecord | undefined)[],
): Promise<BatchState[]> {
  return Promise.all(
    batches.map(async (batch, at) => ({ ...batch, record: records[at], orders: await ordersOf(table, batch.fileId) })),
  );
}

export async function readBatches(table: Table, batches: readonly Batch[]): Promise<BatchState[]> {
  return Promise.all(batches.map((batch) => readBatch(table, batch)));
}

/** Undefined: nobody has dropped these bytes yet. */
export async function fileRecord(table: Table, fileId: string): Promise<FileRecord | undefined> {
  const found = await table.get(keys.file(fileId));
  return found === undefined ? undefined : readRecord(FileRecordSchema, found);
}

async function readBatch(table: Table, batch: Batch): Promise<BatchState> {
  const record = await fileRecord(table, batch.fileId);
  return { ...batch, record, orders: await ordersOf(table, batch.fileId) };
}

async function ordersOf(table: Table, fileId: string): Promise<OrderRecord[]> {
  const orders: OrderRecord[] = [];
  // One that cannot be read is told of by its break.
  const readable = readableItems(ordersOfFile(table, fileId), OrderRecordSchema, () => undefined);
  for await (const order of readable) orders.push(order);
  return orders;
}

/** As many as the intake has sent, from the moment that it has read the file: orders are started one after the other. */
function sitesOf({ record, orders }: BatchState): number {
  return Math.max(
    record?.rowsSent ?? 0,
    orders.reduce((sum, order) => sum + order.siteCount, 0),
  );
}

function headline(states: readonly BatchState[]): string {
  const [first] = states;
  const name = states.length === 1 && first !== undefined ? first.name : `${String(states.length)} files`;
  const rows = states.reduce((sum, { record }) => sum + (record?.rowsTotal ?? 0), 0);
  const orders = states.reduce((sum, state) => sum + Math.max(state.record?.ordersSent ?? 0, state.orders.length), 0);
  const open = states.filter(({ record }) => record === undefined || !SETTLED.has(record.status));
  const reading = open.some(({ record }) => record === undefined || record.status !== "processing");
  const phase = open.length === 0 ? "done" : reading ? "reading" : "in progress";
  return `${name}: ${phase}, ${counted(rows, "row")}, ${counted(orders, "order")}`;
}
