// Goes through the open files and repairs what messages lost: orders never started, decisions whose callback did not come,
// executions that died unheard, files not closed. Everything it does may repeat, and may be cut off between two orders.
import { executionNameOf } from "../../contracts/ids.ts";
import type { FileRecord, OpenOrderRecord, OrderRecord } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import { type AskDeps, meetOrAsk } from "../../pipeline/stages/ask-partner.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { Executions } from "../../adapters/aws/executions.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { inPages } from "../../adapters/runtime/concurrently.ts";
import type { SendOrders } from "../../adapters/aws/order-sender.ts";
import {
  closeOrder,
  finishCancellation,
  type SettleDeps,
  settleDeadExecution,
} from "../../pipeline/orders/settle-order.ts";
import { SyncFailures } from "./sync-failures.ts";
import { SyncGauges } from "./sync-gauges.ts";
import { type Repair, repairOf } from "../../domain/orders/repair.ts";
import { UnreadableRecord } from "../../pipeline/orders/unreadable-record.ts";
import { markAnew, passOver, type UnreadableDeps } from "./sync-unreadable.ts";

export interface SyncDeps extends Omit<SettleDeps, "rendezvous">, AskDeps, UnreadableDeps {
  readonly table: Table;
  readonly executions: Executions;
  readonly sendOrders: SendOrders;
}

export interface SyncReport {
  readonly files: number;
  readonly stuckFiles: number;
  readonly repairs: Readonly<Record<string, number>>;
  readonly finished: boolean;
}

/** Reading a file takes an invocation of 15 minutes at most, and may be repeated; longer than this nobody reads it. */
const UNREAD_MILLIS = 3 * 3_600_000;
/** Left for the end: what is not repaired now is repaired by the next run. */
const RESERVE_MILLIS = 60_000;
/** infra/pipeline/sync.ts has the schedule. */
const RUN_EVERY_MILLIS = 15 * 60_000;
/** Most of an order's time is a wait for the table or the partner; the partner's rate is shared with the stages. */
const ORDERS_AT_ONCE = 8;

export function makeSyncFiles(deps: SyncDeps) {
  return async (event: unknown, invocation: Invocation): Promise<SyncReport> => {
    const failures = new SyncFailures(deps, invocation);
    const gauges = new SyncGauges(deps.clock.now().getTime(), await deps.pauses.all(failures.meet));
    const repairs: Record<string, number> = {};
    const counts = { files: 0, stuckFiles: 0, finished: true };
    for (const known of await openFiles(deps, failures)) {
      if (invocation.remainingMillis() < RESERVE_MILLIS) {
        counts.finished = false;
        break;
      }
      counts.files += 1;
      // The index trails the table. A record that cannot be read is the next run's, too.
      const file = await failures.attempt(known.fileId, async () => (await deps.files.file(known.fileId)) ?? known);
      if (file === undefined) continue;
      if (file.status === "received" || file.status === "reading") {
        const unreadFor = deps.clock.now().getTime() - Date.parse(file.receivedAt);
        const isStuck = unreadFor >= UNREAD_MILLIS;
        gauges.file({ isStuck });
        if (!isStuck) continue;
        counts.stuckFiles += 1;
        invocation.log.error("fileStuck", { fileId: file.fileId, status: file.status });
        continue;
      }
      gauges.file({ isStuck: false });
      const seen = { repairs, gauges, failures };
      counts.finished = (await syncOrders(deps, file.fileId, invocation, seen)) && counts.finished;
      await failures.attempt(file.fileId, () => deps.closeFile(file.fileId));
    }
    const timeIsShort = (): boolean => invocation.remainingMillis() < RESERVE_MILLIS;
    if (counts.finished && (await gauges.heldAtRest(deps, timeIsShort, failures.meet))) {
      gauges.publish(invocation.meter);
    }
    await failures.tell();
    for (const [repair, count] of Object.entries(repairs)) {
      if (repair !== "none") invocation.meter.add("SyncRepairs", count, { repair });
    }
    invocation.meter.add("SyncRuns", 1, { kind: kindOf(event) });
    invocation.log.info("synced", { ...counts, ...repairs });
    return { ...counts, repairs };
  };
}

/**
 * Every run begins with another file: where there is more to do than one run has time for, each has its turn as the first. The
 * index has the open files only, some hundreds at most.
 */
async function openFiles({ files: store, clock }: SyncDeps, { meet }: SyncFailures): Promise<readonly FileRecord[]> {
  const files: FileRecord[] = [];
  for await (const file of store.open(meet)) files.push(file);
  const first = Math.floor(clock.now().getTime() / RUN_EVERY_MILLIS) % Math.max(1, files.length);
  return [...files.slice(first), ...files.slice(0, first)];
}

/** What a run has seen and done so far. */
interface Seen {
  readonly repairs: Record<string, number>;
  readonly gauges: SyncGauges;
  readonly failures: SyncFailures;
}

/** False: time ran short. */
async function syncOrders(deps: SyncDeps, fileId: string, invocation: Invocation, seen: Seen): Promise<boolean> {
  const { failures } = seen;
  const damaged: string[] = [];
  const markers = deps.openOrders.ofFile(fileId, (name, error) => {
    damaged.push(name);
    failures.meet(name, error);
  });
  for await (const group of inPages(markers, ORDERS_AT_ONCE)) {
    if (invocation.remainingMillis() < RESERVE_MILLIS) return false;
    await Promise.all(
      group.map((marker) =>
        failures.attempt(marker.message.orderId, async () => {
          try {
            await repairOrder(deps, marker, seen);
          } catch (error) {
            if (error instanceof UnreadableRecord) await passOver(deps, marker, error);
            throw error;
          }
        }),
      ),
    );
  }
  for (const name of damaged) await failures.attempt(name, () => markAnew(deps, fileId, name));
  return true;
}

async function repairOrder(
  deps: SyncDeps,
  { message, markedAt }: OpenOrderRecord,
  { repairs, gauges }: Seen,
): Promise<void> {
  const order = await deps.orders.order(message.orderId);
  if (order !== undefined) gauges.order(order);
  const repair = repairOf(order, markedAt, deps.clock.now().getTime());
  repairs[repair] = (repairs[repair] ?? 0) + 1;
  await mend(deps, repair, message, order);
}

/** infra/pipeline/sync.ts gives each schedule its kind; by hand it may be anything. */
function kindOf(event: unknown): "nightly" | "quarterHour" {
  const isNightly = typeof event === "object" && event !== null && "kind" in event && event.kind === "nightly";
  return isNightly ? "nightly" : "quarterHour";
}

async function mend(
  deps: SyncDeps,
  repair: Repair,
  message: OrderMessage,
  order: OrderRecord | undefined,
): Promise<void> {
  switch (repair) {
    case "none":
      return;
    case "sendAgain":
      // Cancelled before its first execution: ends once start-order has recorded all of its sites.
      if (order?.status === "pendingCancellation") await finishCancellation(deps, order);
      return deps.sendOrders([message]);
    case "close":
      await closeOrder(deps, message);
      return;
    case "meet":
      if (order !== undefined && (await meetOrAsk(deps, order)) === "waiting") await inspect(deps, message, order);
      return;
    case "inspect":
      if (order !== undefined) await inspect(deps, message, order);
      return;
  }
}

/** An order that stands still: its execution may have died unheard, or be gone with the machine that ran it. */
async function inspect(deps: SyncDeps, message: OrderMessage, order: OrderRecord): Promise<void> {
  const name = executionNameOf(order.orderId, order.executions);
  const found = await deps.executions.describe(deps.executions.arnOf(name));
  const runs = found?.status === "RUNNING" || found?.status === "PENDING_REDRIVE";
  if (order.status === "pendingCancellation") {
    // Cut off before it stopped the execution, or a handoff was on its way.
    if (runs) await deps.executions.stop(deps.executions.arnOf(name), "cancelled");
    await finishCancellation(deps, order);
    return;
  }
  if (found === undefined) return deps.sendOrders([message]);
  if (runs) return;
  const stoppedAt = new Date(found.stoppedAt ?? deps.clock.now().getTime()).toISOString();
  // Put back to work since then, but never started again: its message was lost.
  const current = await settleDeadExecution(deps, { name, status: found.status, stoppedAt });
  if (!current) await deps.sendOrders([message]);
}
