// Show where an order, site or file is, why, what it waits for, and what to do next.
import { correctionWords } from "../domain/results/correction-words.ts";
import { describeFile, describeOrder, describeUnstarted } from "../pipeline/operators/describe-reference.ts";
import { findReference, type Found, type Search } from "../pipeline/operators/find-reference.ts";
import { BreakBook } from "../pipeline/reconcile/break-book.ts";
import { breakLines } from "./breaks.ts";
import type { CommandCall, OptionValues } from "./command-call.ts";
import { type ReadSession, withReadSession } from "./read-session.ts";
import { commandTo } from "./run-options.ts";
import { shownLines, type ShownReference } from "./shown-text.ts";
import { EXIT, UsageError } from "./usage-error.ts";

export async function show({ operands, values, terminal }: CommandCall): Promise<number> {
  const [ref = ""] = operands;
  return withReadSession(values, async (session) => {
    const found = await lookedUp(session, ref);
    if (values["json"] === true) terminal.json(shownJson(found, values));
    else
      terminal.answer(...shownLines(found, { values, paint: terminal.paint, where: session.where, now: new Date() }));
    return EXIT.everyRowWentThrough;
  });
}

/** docs/bulk-file.md §6. */
export function shownJson({ ref, shown }: ShownReference, values: OptionValues) {
  const { kind, status, stage, waitingFor, reason, ids, price, next, timeline } = shown;
  const commands = next.map(({ words }) => commandTo(words, values));
  return { ref, kind, status, stage, waitingFor, reason, ids, price, next: commands, timeline };
}

export async function lookedUp({ deps, store }: ReadSession, ref: string): Promise<ShownReference> {
  const found = await findReference(deps, ref);
  const notes = [...notesOf(found), ...(await openBreaks(store, found))];
  switch (found.kind) {
    case "order":
      return { ref, title: `order ${found.order.orderRef}`, shown: await describeOrder(deps, found.order), notes };
    case "site": {
      const title = `site ${found.order.orderRef}/${found.site.siteRef}`;
      return { ref, title, shown: await describeOrder(deps, found.order, found.site), notes };
    }
    case "batch":
      return { ref, title: found.file.name, shown: await describeFile(deps, found.file), notes };
    case "notStarted":
      return { ref, title: `order ${ref}`, shown: describeUnstarted(found.named), notes };
    case "several": {
      const owners = found.orders.map(({ distributor, newest }) => `--distributor ${distributor} (${newest.orderId})`);
      throw new UsageError(`several distributors have an order_ref ${ref}; say whose: ${owners.join(" or ")}`);
    }
    case "none":
      throw new UsageError(
        `nothing is known by "${ref}"${searchedText(found.searched)}. Rows that were refused have no order: ` +
          "the results of their file say why",
      );
  }
}

async function openBreaks({ table }: ReadSession["store"], found: Found): Promise<string[]> {
  if (found.kind !== "order" && found.kind !== "site") return [];
  return (await new BreakBook(table).ofOrder(found.order.orderId)).flatMap(breakLines);
}

function notesOf(found: Found): string[] {
  return [...correctionNotes(found), ...otherNotes(found)];
}

function correctionNotes(found: Found): string[] {
  if (found.kind !== "batch" || found.file.correctionOf === undefined) return [];
  return [`${correctionWords(found.file.correctionOf)} (batch ${found.file.correctionOf.batchId})`];
}

function otherNotes(found: Found): string[] {
  if (found.kind === "batch" && found.others !== undefined) {
    const others = found.others.map(({ fileId, receivedAt }) => `${fileId} (received ${receivedAt})`);
    return [`The newest file of that name; older ones: ${others.join(", ")}`];
  }
  if ((found.kind !== "order" && found.kind !== "site") || found.named === undefined) return [];
  const { newest, earlier } = found.named;
  if (earlier.length === 0) return [];
  const others = [newest, ...earlier].filter(({ orderId }) => orderId !== found.order.orderId);
  const named = others.map(({ orderId, status }) => `${orderId} (${status ?? "not started"})`);
  return [`Revision ${String(found.order.revision)} of this order_ref; others: ${named.join(", ")}`];
}

/** What was not found may lie behind the end of the search. */
function searchedText({ orders, backTo, isComplete }: Search): string {
  if (isComplete) return "";
  const back = backTo === null ? "" : ` back to files received ${backTo}`;
  return (
    `: the newest ${String(orders)} orders were searched${back}, and the search ended for time. ` +
    "Name its order_ref, AT&T's order or sub-order, or its quote: these are found at once"
  );
}
