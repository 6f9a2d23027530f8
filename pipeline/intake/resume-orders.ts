// The same bytes dropped again: nothing is sent twice, but orders that were never started, stand still, or are held for
// something that has nothing to do with the file (the partner was down, credentials were wrong), go on.
import type { ReasonCode } from "../../contracts/reasons.ts";
import { type FileRecord, keys, OrderRecordSchema } from "../../contracts/records.ts";
import { type OrderMessage, OrderMessageSchema } from "../../contracts/stages.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";
import { concurrently, inPages } from "../../adapters/runtime/concurrently.ts";
import { FileStore } from "../orders/file-store.ts";
import { OpenOrders } from "../orders/open-orders.ts";
import { OrderStore } from "../orders/order-store.ts";
import { reopenOrders, resumeStep } from "../orders/reopen-orders.ts";
import { WORK_NAMES } from "./intake-summary.ts";
import { takeStrayMarkers } from "./stray-markers.ts";
import { getObject } from "../../adapters/aws/objects.ts";
import { readLines } from "../../reading/spool/read-lines.ts";
import type { IntakeDeps } from "./bulk-deps.ts";
import { orUnreadable, readRecord, UnreadableRecord } from "../orders/unreadable-record.ts";
import { noteUnreadable } from "../reconcile/unreadable-break.ts";

const RESUMABLE: readonly ReasonCode[] = ["partnerUnavailable", "wrongCredentials", "executionFailed"];
const ORDERS_AT_ONCE = 500;
const LOOKUPS = 16;

export interface ResumeOptions {
  /** Messages that an earlier invocation has looked at. */
  readonly from: number;
  readonly timeIsShort: () => boolean;
}

/** Undefined: all is looked at. Else time ran short at this message. */
export async function resumeOrders(
  deps: IntakeDeps,
  file: FileRecord,
  { from, timeIsShort }: ResumeOptions,
): Promise<number | undefined> {
  const { workPrefix } = file;
  if (file.status === "rejected" || workPrefix === undefined) return undefined;
  const { body } = await getObject(deps.s3, { bucket: deps.workBucket, key: workPrefix + WORK_NAMES.messages });
  let seen = 0;
  for await (const lines of inPages(readLines(body), deps.groupSize ?? ORDERS_AT_ONCE)) {
    if (seen > from && timeIsShort()) return seen;
    if (seen >= from) await resume(deps, file, lines);
    seen += lines.length;
  }
  // Settling may have been cut off between an order's end and its marker's, or an attempt that was overtaken after its markers.
  await takeStrayMarkers(deps, file.fileId, timeIsShort);
  return undefined;
}

async function resume(deps: IntakeDeps, file: FileRecord, lines: readonly string[]): Promise<void> {
  const found = await concurrently(lines, LOOKUPS, async (line) => {
    const message = OrderMessageSchema.parse(JSON.parse(line));
    return { message, what: await standing(deps, message) };
  });
  const openOrders = new OpenOrders(deps.table);
  const resumed = found.filter(({ what }) => what !== "over" && what !== "waitsForAPerson");
  if (resumed.length === 0) return;
  const orders = new OrderStore(deps.table, deps.clock, "intake");
  const messages = resumed.map(({ message }) => message);
  const reopening = { openOrders, files: new FileStore(deps.table), clock: deps.clock };
  const marked = await reopenOrders(reopening, file.fileId, messages);
  // Moved here, and not by start-order, which would have to find the marker: a worker that settles the order now may take it away.
  await concurrently(resumed, LOOKUPS, async ({ message, what }) => {
    if (typeof what === "string") return;
    const step = { ...resumeStep(orders.now()), when: { "reason.code": what.heldFor } };
    await orders.advance(message.orderId, step);
  });
  await reopenOrders(reopening, file.fileId, messages, marked);
  await deps.sendOrders(messages);
}

type Standing = "unstarted" | "moving" | "over" | "waitsForAPerson" | { readonly heldFor: ReasonCode };

async function standing(deps: IntakeDeps, message: OrderMessage): Promise<Standing> {
  const item = await deps.table.get(keys.order(message.orderId));
  if (item === undefined) return "unstarted";
  const order = orUnreadable(() => readRecord(OrderRecordSchema, item));
  if (order instanceof UnreadableRecord) {
    await noteUnreadable(deps.table, order, deps.clock.now().toISOString());
    return "waitsForAPerson";
  }
  if (isTerminal(order.status)) return "over";
  // Its execution may be gone with the machine that ran it; start-order leaves one that runs alone.
  if (order.status !== "held") return "moving";
  const heldFor = RESUMABLE.find((code) => code === order.reason?.code);
  return heldFor === undefined ? "waitsForAPerson" : { heldFor };
}
