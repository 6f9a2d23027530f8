// The phases of a nightly run, each a page at a time: what was compared is in the night's state after each page, so that another
// invocation can go on behind it. One thing that cannot be compared stops none of the others, and makes the certificate partial.
import { RECONCILED_DAYS } from "../../contracts/limits.ts";
import { OrderMessageSchema } from "../../contracts/stages.ts";
import { mayHoldExpired } from "../../domain/orders/expiry.ts";
import { inPages } from "../../adapters/runtime/concurrently.ts";
import { versionsPage } from "../../adapters/aws/object-versions.ts";
import { readLines } from "../../reading/spool/read-lines.ts";
import { compareDrop, compareUnread } from "./compare-drops.ts";
import { each, failureOf, isFailed, isUnreadable, PAGE, unreadableBreak } from "./compare-each.ts";
import { compareExpired, messagesThere } from "./compare-expired.ts";
import { compareFeeds } from "./compare-feeds.ts";
import { compareOrder } from "./compare-order.ts";
import { compareResults } from "./compare-results.ts";
import { compareRunning } from "./compare-running.ts";
import { compareUnreadable } from "./compare-unreadable.ts";
import { UnreadableRecord } from "../orders/unreadable-record.ts";
import type { Finding, Night } from "./night.ts";
import { dueNow, type NightlyTurn } from "./reconcile-deps.ts";

/** Quarter-hourly invocations that wait for the partner before its silence is put down. */
const PUT_OFF_MAX = 4;
const DAY_MILLIS = 86_400_000;

/** True: the phase is over. Called again, it goes on where it stopped. */
export type Phase = (turn: NightlyTurn, night: Night, onPage: () => Promise<void>) => Promise<boolean>;

export const dropsPhase: Phase = async (turn, night, onPage) => {
  const { s3, filesBucket: bucket } = turn.deps;
  const { state } = night;
  for (;;) {
    if (turn.timeIsShort()) return false;
    const { versions, next } = await versionsPage(s3, { bucket, prefix: "inbox/" }, state.dropsAfter);
    const nameOf = ({ key }: { readonly key: string }): string => key;
    night.add(await each(turn, { class: "drops", things: versions, nameOf, compare: compareDrop }));
    if (next === undefined) break;
    state.dropsAfter = { key: next.key, ...(next.versionId !== undefined && { versionId: next.versionId }) };
    await onPage();
  }
  night.add(await compareFeeds(turn));
  return true;
};

/** Which files to go through: all that are open or held, and those that came to rest lately. */
export const listPhase: Phase = async (turn, night) => {
  const { deps } = turn;
  const since = new Date(deps.clock.now().getTime() - RECONCILED_DAYS * DAY_MILLIS).toISOString();
  const unreadable: UnreadableRecord[] = [];
  const files = new Set<string>();
  const expiring = new Set<string>();
  for await (const file of deps.files.all((_id, met) => unreadable.push(met))) {
    const isOld =
      (file.status === "completed" || file.status === "rejected") && (file.completedAt ?? file.receivedAt) < since;
    if (!isOld && file.status !== "gone") files.add(file.fileId);
    if (mayHoldExpired(file, dueNow(turn))) expiring.add(file.fileId);
  }
  night.add(await notRead(turn, unreadable));
  night.state.files = [...files];
  night.state.expiring = [...expiring];
  return true;
};

/** The night goes on without each of them. */
async function notRead(turn: NightlyTurn, unreadable: readonly UnreadableRecord[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const met of unreadable) {
    const failure = failureOf(turn, { class: "executions", id: met.record, error: met });
    findings.push(failure, await unreadableBreak(turn, met));
  }
  return findings;
}

export const filesPhase: Phase = async (turn, night, onPage) => {
  const { state } = night;
  while (state.nextFile < state.files.length) {
    const fileId = state.files[state.nextFile] ?? "";
    if (turn.timeIsShort()) return false;
    try {
      if (!(await compareFile(turn, night, fileId))) return false;
    } catch (error) {
      if (error instanceof UnreadableRecord) night.add(await notRead(turn, [error]));
      else night.add([failureOf(turn, { class: "executions", id: fileId, error })]);
    }
    state.nextFile += 1;
    state.nextOrder = 0;
    await onPage();
  }
  return true;
};

export const executionsPhase: Phase = async (turn, night) => {
  // Their list cannot be continued an hour later; it is short beside the others, and begins anew.
  for await (const names of inPages(turn.deps.executions.running(), PAGE)) {
    const nameOf = (name: string): string => name;
    night.add(await each(turn, { class: "executions", things: names, nameOf, compare: compareRunning }));
  }
  night.add(await compareUnreadable(turn));
  return true;
};

/** False: time ran short. */
async function compareFile(turn: NightlyTurn, night: Night, fileId: string): Promise<boolean> {
  const { deps } = turn;
  const file = await deps.files.file(fileId);
  if (file === undefined) return true;
  if (file.status === "received" || file.status === "reading") {
    night.add(await compareUnread(turn, file));
    return true;
  }
  if (file.status === "processing" && file.sentAt === undefined) {
    // Its orders are being sent; where that was cut off every time, the file is told to intake once more.
    night.add(await compareUnread(turn, file));
    return true;
  }
  if (file.status !== "rejected") {
    const messages = await messagesThere(turn, file);
    if (messages === undefined) return await compareExpired(turn, night, file);
    if (!(await compareOrders(turn, night, messages))) return false;
  }
  return await compareFileResults(turn, night, fileId);
}

async function compareOrders(turn: NightlyTurn, night: Night, body: AsyncIterable<Uint8Array>): Promise<boolean> {
  const { state } = night;
  let seen = 0;
  for await (const lines of inPages(readLines(body), PAGE)) {
    seen += lines.length;
    if (seen <= state.nextOrder) continue;
    if (turn.timeIsShort()) return false;
    const messages = lines.slice(state.nextOrder - seen).map((line) => OrderMessageSchema.parse(JSON.parse(line)));
    const nameOf = ({ orderId }: { readonly orderId: string }): string => orderId;
    const found = await each(turn, { class: "executions", things: messages, nameOf, compare: compareOrder });
    if (found.filter(isFailed).length > found.filter(isUnreadable).length && state.putOff < PUT_OFF_MAX) {
      // The whole page is compared again; what was healed is told now.
      night.add(found.filter(({ kind }) => kind === "healed"));
      state.putOff += 1;
      return false;
    }
    night.add(found);
    state.nextOrder = seen;
  }
  return true;
}

/** Read anew: comparing its orders may have opened it. */
async function compareFileResults(turn: NightlyTurn, night: Night, fileId: string): Promise<boolean> {
  const file = await turn.deps.files.file(fileId);
  if (file?.workPrefix === undefined) return true;
  if (file.status !== "completed" && file.status !== "needsAttention" && file.status !== "rejected") return true;
  if (turn.timeIsShort()) return false;
  try {
    night.add(await compareResults(turn, file));
  } catch (error) {
    night.add([failureOf(turn, { class: "results", id: fileId, error })]);
  }
  return true;
}
