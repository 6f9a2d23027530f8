// Follows batches until nothing moves any more: reads each file's record and its orders again and again, shows how far they
// are, and ends when every file is terminal, the time is over or somebody interrupts.
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../adapters/runtime/clock.ts";
import type { Table } from "../adapters/aws/table.ts";
import type { FileStatus } from "../contracts/outcomes.ts";
import {
  type FileRecord,
  FileRecordSchema,
  type OrderRecord,
  OrderRecordSchema,
  indexKeys,
  keys,
} from "../contracts/records.ts";
import { counted } from "./counted.ts";
import type { ProgressDisplay } from "./progress-display.ts";
import { stageProgress } from "../domain/orders/stage-progress.ts";
import { PartnerWatch } from "./watch-partner.ts";

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
  /** Default: 200. */
  readonly lookEveryMillis?: number;
}

const SETTLED: ReadonlySet<FileStatus> = new Set(["completed", "needsAttention", "rejected", "gone"]);
const LOOK_EVERY_MILLIS = 200;

export async function followFiles(batches: readonly Batch[], options: FollowOptions): Promise<Following> {
  const endsAt = performance.now() + options.timeoutMillis;
  const partner = new PartnerWatch(options.table, systemClock);
  for (;;) {
    const lookedAt = performance.now();
    const states = await Promise.race([readBatches(options.table, batches), options.broken]);
    options.display.show({
      headline: headline(states),
      sites: states.flatMap(({ orders }) => orders).reduce((sum, order) => sum + order.siteCount, 0),
      stages: stageProgress(states.flatMap(({ orders }) => orders)),
    });
    const news = await partner.news();
    if (news !== undefined) options.display.say(news);
    const settled = states.every(
      ({ record }) => record !== undefined && SETTLED.has(record.status) && options.isAnswered(record),
    );
    if (settled) return { how: "settled", batches: states };
    if (options.interrupted.aborted) return { how: "interrupted", batches: states };
    if (performance.now() >= endsAt) return { how: "timedOut", batches: states };
    // Looking must cost little beside the work: at most a fifth of the time.
    const pause = Math.max(options.lookEveryMillis ?? LOOK_EVERY_MILLIS, 4 * (performance.now() - lookedAt));
    await Promise.race([
      sleep(pause, undefined, { signal: options.interrupted }).catch(() => undefined),
      options.broken,
    ]);
  }
}

export async function readBatches(table: Table, batches: readonly Batch[]): Promise<BatchState[]> {
  return Promise.all(batches.map((batch) => readBatch(table, batch)));
}

/** Undefined: nobody has dropped these bytes yet. */
export async function fileRecord(table: Table, fileId: string): Promise<FileRecord | undefined> {
  const found = await table.get(keys.file(fileId));
  return found === undefined ? undefined : FileRecordSchema.parse(found);
}

async function readBatch(table: Table, batch: Batch): Promise<BatchState> {
  const record = await fileRecord(table, batch.fileId);
  const orders: OrderRecord[] = [];
  for await (const order of table.queryIndex(indexKeys.ordersOf(batch.fileId)))
    orders.push(OrderRecordSchema.parse(order));
  return { ...batch, record, orders };
}

function headline(states: readonly BatchState[]): string {
  const [first] = states;
  const name = states.length === 1 && first !== undefined ? first.name : `${String(states.length)} files`;
  const rows = states.reduce((sum, { record }) => sum + (record?.rowsTotal ?? 0), 0);
  const orders = states.flatMap((state) => state.orders);
  const open = states.filter(({ record }) => record === undefined || !SETTLED.has(record.status));
  const reading = open.some(({ record }) => record === undefined || record.status !== "processing");
  const phase = open.length === 0 ? "done" : reading ? "reading" : "in progress";
  return `${name}: ${phase}, ${counted(rows, "row")}, ${counted(orders.length, "order")}`;
}
