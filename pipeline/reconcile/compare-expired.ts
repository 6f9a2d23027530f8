// A file whose data in S3 has expired while orders of it were held: they are compared by what the table knows, and a person is told what
// can be done. The rows are gone, and with them what the results could be compared with.
import { NONCURRENT_DAYS } from "../../contracts/limits.ts";
import { type FileRecord, OrderRecordSchema } from "../../contracts/records.ts";
import { REASONS } from "../../contracts/reasons.ts";
import { invariant } from "../../contracts/errors.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";
import { inPages } from "../../adapters/runtime/concurrently.ts";
import { getObject, unlessMissing } from "../../adapters/aws/objects.ts";
import { WORK_NAMES } from "../intake/intake-summary.ts";
import { ordersOfFile } from "../orders/orders-of-file.ts";
import { orderMessage } from "../orders/reopen-orders.ts";
import { readRecord } from "../orders/unreadable-record.ts";
import type { FoundBreak } from "./break-book.ts";
import { commandOf } from "./command-of.ts";
import { each, PAGE } from "./compare-each.ts";
import { compareOrder } from "./compare-order.ts";
import type { Night } from "./night.ts";
import type { NightlyTurn } from "./reconcile-deps.ts";

const DAY_MILLIS = 86_400_000;

/** The messages of a file's orders. Undefined: they are gone. */
export async function messagesThere(
  { deps: { s3, workBucket: bucket } }: NightlyTurn,
  { workPrefix = "" }: FileRecord,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const location = { bucket, key: workPrefix + WORK_NAMES.messages };
  return (await unlessMissing(s3, location, () => getObject(s3, location)))?.body;
}

/** False: time ran short. */
export async function compareExpired(turn: NightlyTurn, night: Night, file: FileRecord): Promise<boolean> {
  const { deps, book, runId } = turn;
  const waiting: string[] = [];
  for await (const items of inPages(ordersOfFile(deps.table, file.fileId), PAGE)) {
    if (turn.timeIsShort()) return false;
    const orders = items.map((item) => readRecord(OrderRecordSchema, item));
    const nameOf = ({ orderId }: { readonly orderId: string }): string => orderId;
    const things = orders.map(orderMessage);
    night.add(await each(turn, { class: "executions", things, nameOf, compare: compareOrder }));
    waiting.push(...orders.filter(({ status }) => !isTerminal(status)).map(nameOf));
  }
  if (waiting.length > 0) night.add([await book.note(breakOf(file, waiting), runId, deps.now())]);
  // Somebody has deleted what is younger: nobody can vouch for its results.
  else invariant(isOld(turn, file), "nightly.dataMissing");
  return true;
}

/** S3 hides an object so long before it deletes it. */
const isOld = ({ deps }: NightlyTurn, { receivedAt }: FileRecord): boolean =>
  deps.clock.now().getTime() - Date.parse(receivedAt) >= (deps.personalDataDays - NONCURRENT_DAYS) * DAY_MILLIS;

function breakOf({ fileId, name }: FileRecord, [first = "", ...more]: readonly string[]): FoundBreak {
  const others = more.length === 0 ? "" : ` and ${String(more.length)} more`;
  return {
    ...{ class: "results", kind: "dataExpired", subject: fileId, fileId },
    ...(more.length === 0 && { orderId: first }),
    cause: `The data of file ${name} has expired while an order of it was held: ${first}${others}. ${REASONS.dataExpired.fix}`,
    command: commandOf(more.length === 0 ? `cancel ${first}` : `status ${fileId}`),
  };
}
