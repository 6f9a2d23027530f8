// Where the orders of a batch are, from the table alone: nothing is written and nothing is moved.
import { correctionWords } from "../domain/results/correction-words.ts";
import type { PartnerTrouble } from "../contracts/partner-trouble.ts";
import { isPaused } from "../domain/orders/pause.ts";
import { troubleSentence } from "../domain/orders/partner-wait.ts";
import { instantText } from "./shown-values.ts";
import { type BatchStatus, batchStatus, type ListedOrder } from "../pipeline/operators/batch-status.ts";
import { FileStore } from "../pipeline/orders/file-store.ts";
import type { OnUnreadable } from "../pipeline/orders/readable-items.ts";
import { BreakBook } from "../pipeline/reconcile/break-book.ts";
import { breakLines } from "./breaks.ts";
import type { BulkStore } from "./bulk-store.ts";
import type { CommandCall } from "./command-call.ts";
import { statusByApi } from "./front-door-commands.ts";
import { frontDoorConnection } from "./front-door-connection.ts";
import { counted } from "./counted.ts";
import { readBatches } from "./follow-files.ts";
import { pausedLines, pauseJson } from "./pause.ts";
import type { Terminal } from "./terminal.ts";
import { withReadSession } from "./read-session.ts";
import { lookedUp, shownJson } from "./show.ts";
import { shownLines, type ShownReference } from "./shown-text.ts";
import { EXIT } from "./usage-error.ts";

/** Of each kind; a person reads no more, `--json` has all. */
const ORDERS_SHOWN = 20;

export async function status(call: CommandCall): Promise<number> {
  const door = await frontDoorConnection(call.values);
  if (door !== undefined) return statusByApi(door, call);
  const { operands, values, terminal } = call;
  return withReadSession(values, async (session) => {
    const { table } = session.store;
    const asked = operands.length > 0 ? operands : await openBatches(session.store, terminal);
    const batches: BatchStatus[] = [];
    const others: ShownReference[] = [];
    for (const [at, state] of (
      await readBatches(
        table,
        asked.map((fileId) => ({ fileId, name: fileId })),
      )
    ).entries()) {
      // No batch: an order, a site or a file's name, which `show` knows.
      if (state.record === undefined) others.push(await lookedUp(session, asked[at] ?? ""));
      else batches.push(batchStatus(state.record, state.orders));
    }
    const [only] = others;
    const trouble = await session.deps.trouble();
    const paused = (await session.deps.pauses.all()).filter(isPaused);
    const shownFiles = new Set(batches.map(({ batchId }) => batchId));
    const open = (await new BreakBook(table).open()).filter(({ accepted }) => accepted === undefined);
    const breaks = operands.length === 0 ? open : open.filter(({ fileId = "" }) => shownFiles.has(fileId));
    if (values["json"] === true) {
      const shown = others.map((other) => shownJson(other, values));
      terminal.json(
        only !== undefined && asked.length === 1
          ? shown[0]
          : {
              batches,
              partner: partnerJson(trouble),
              paused: paused.map(pauseJson),
              ...(others.length > 0 && { shown }),
            },
      );
      return EXIT.everyRowWentThrough;
    }
    if (trouble !== undefined) terminal.answer(terminal.paint("yellow", troubleSentence(trouble, instantText)));
    for (const one of paused) terminal.answer(...pausedLines(one, values));
    if (asked.length === 0) terminal.answer("No batch is open or needs attention.");
    const options = { values, paint: terminal.paint, where: session.where, now: new Date() };
    terminal.answer(...batches.flatMap(statusText), ...others.flatMap((other) => shownLines(other, options)));
    terminal.answer(...breaks.flatMap(breakLines));
    return EXIT.everyRowWentThrough;
  });
}

/** Null: nothing is known against it. */
function partnerJson(trouble: PartnerTrouble | undefined) {
  if (trouble === undefined) return null;
  const { what, address, cause, since, nextTryAt } = trouble;
  return { what, address, cause, since, nextTryAt };
}

/** A file whose record cannot be read is named beside the others. */
async function openBatches({ table }: BulkStore, terminal: Terminal): Promise<string[]> {
  const ids: string[] = [];
  const leftOut: OnUnreadable = (name) => {
    terminal.note(`${name} cannot be read by this version and is left out.`);
  };
  const files = new FileStore(table);
  for (const listed of [files.open(leftOut), files.held(leftOut)]) {
    for await (const { fileId } of listed) ids.push(fileId);
  }
  return ids;
}

export function statusText(batch: BatchStatus): string[] {
  const { total = 0, ...byStatus } = batch.orders;
  const stages = Object.entries(batch.stages).map(
    ([stage, { done, stopped, waiting }]) =>
      `  ${stage.padEnd(9)} ${String(done).padStart(6)} done${stopped > 0 ? `, ${String(stopped)} stopped` : ""}${waiting > 0 ? `, ${String(waiting)} waiting` : ""}`,
  );
  const held = shown("held", batch.attention.filter(isHeld), ({ code }) => `: ${code}`);
  const broken = shown(
    "to settle",
    batch.attention.filter((order) => !isHeld(order)),
    ({ code }) => `: ${code}`,
  );
  const open = shown("open", batch.open, ({ status: state }) => `: ${state}`);
  const orders = Object.entries(byStatus).map(([state, count]) => `${String(count)} ${state}`);
  return [
    `${batch.file}  ${batch.status}  batch ${batch.batchId}`,
    ...(batch.correctionOf === undefined
      ? []
      : [`  ${correctionWords(batch.correctionOf)} (batch ${batch.correctionOf.batchId})`]),
    `  ${counted(batch.rows ?? 0, "row")}, ${counted(total, "order")}${orders.length > 0 ? `: ${orders.join(", ")}` : ""}`,
    ...stages,
    ...held,
    ...broken,
    ...open,
  ];
}

const isHeld = ({ status: state }: ListedOrder): boolean => state === "held";

function shown(kind: string, orders: readonly ListedOrder[], why: (order: ListedOrder) => string): string[] {
  const rest = orders.length - ORDERS_SHOWN;
  return [
    ...orders
      .slice(0, ORDERS_SHOWN)
      .map((order) => `  ${kind}: ${order.orderRef} (${order.orderId}) in ${order.stage}${why(order)}`),
    ...(rest > 0 ? [`  ${kind}: … and ${String(rest)} more`] : []),
  ];
}
