// Every drop has its answer: a receipt under its own name, that of its batch, one that points to the batch, or one that says that
// it was gone. What is no drop has none.
import { type Receipt, ReceiptSchema } from "../../contracts/receipt.ts";
import { resultsEventId } from "../../contracts/results-ready.ts";
import { keys } from "../../contracts/records.ts";
import { readInboxKey, resultsPrefixOf } from "../../domain/inbox-key.ts";
import type { Drop, Inbox } from "./inbox.ts";
import { isParkedDrop } from "./standing-files.ts";
import type { Finding } from "./timeline-invariant.ts";
import type { World } from "./world.ts";

export function dropFindings(world: World, inbox: Inbox): Finding[] {
  return [
    ...inbox.drops.flatMap((drop) => answerFindings(world, inbox, drop)),
    ...litterFindings(world, inbox),
    ...untoldFindings(world),
  ];
}

const TOLD = new Set<unknown>(["completed", "needsAttention", "rejected", "gone"]);

/** Whatever died on the way: of every batch at rest the bus has heard the version that there is. */
function untoldFindings({ table, told }: World): Finding[] {
  const files = [...table.all("FILE#")].flatMap(([, items]) => items.filter(({ sk }) => sk === "META"));
  return files
    .filter(({ status }) => TOLD.has(status))
    .map((file) => resultsEventId(String(file["fileId"]), String(file["completedAt"] ?? file["receivedAt"])))
    .filter((id) => !told.includes(id))
    .map((detail) => ({ rule: "results are told", detail }));
}

function answerFindings(world: World, inbox: Inbox, drop: Drop): Finding[] {
  const { key, fileId, versionId } = drop;
  const about = `${key} ${versionId} (${fileId})`;
  const prefix = resultsPrefixOf(readInboxKey(key), fileId);
  const receipt = receiptAt(world, prefix);
  if (receipt !== undefined) return pointerFindings(world, receipt, { about, prefix });
  if (isParkedDrop(world, drop) || (inbox.wasRemoved(drop) && isToldGone(world, drop))) return [];
  return [{ rule: "every drop is answered", detail: about }];
}

/** At another name than the batch's own it says where that is, and the same of its rows. */
function pointerFindings(
  world: World,
  receipt: Receipt,
  { about, prefix }: { readonly about: string; readonly prefix: string },
): Finding[] {
  const own = String(world.table.peek(keys.file(receipt.batchId))?.["resultsPrefix"]);
  const { sameAs } = receipt;
  // A refused file that was dropped again under another name is read under that one; the first keeps its refusal.
  if (sameAs === undefined) {
    const isOwn = own === prefix || receipt.status === "rejected";
    return isOwn ? [] : [{ rule: "every drop is answered", detail: `${about} points nowhere` }];
  }
  const first = receiptAt(world, sameAs.results);
  const isSame = first !== undefined && JSON.stringify(first.rows) === JSON.stringify(receipt.rows);
  return isSame ? [] : [{ rule: "every drop is answered", detail: `${about} says other than ${sameAs.key}` }];
}

function isToldGone(world: World, { key, versionId }: Drop): boolean {
  return [...world.table.all("FILE#")].some(([, items]) =>
    items.some(
      (file) =>
        file["status"] === "gone" &&
        file["key"] === key &&
        file["versionId"] === versionId &&
        receiptAt(world, String(file["resultsPrefix"]))?.status === "gone",
    ),
  );
}

/**
 * Deleted or renamed before it was answered: what was read before of the same bytes stands (docs/bulk-file.md §5). One that was never answered was
 * not taken back, but lost.
 */
export function wasTakenBack({ table }: World, inbox: Inbox, drop: Drop): boolean {
  const removedAt = inbox.removedAt(drop);
  const answeredAt = table.peek(keys.drop(drop.key, drop.versionId))?.["answeredAt"];
  return removedAt !== undefined && typeof answeredAt === "string" && Date.parse(answeredAt) > removedAt;
}

function litterFindings(world: World, { litter }: Inbox): Finding[] {
  const files = [...world.table.all("FILE#")].flatMap(([, items]) => items);
  return files
    .filter((file) => litter.includes(String(file["key"])))
    .map((file) => ({ rule: "what is no drop has no batch", detail: String(file["key"]) }));
}

function receiptAt({ store }: World, prefix: string): Receipt | undefined {
  const object = store.objects.get(`files/${prefix}receipt.json`);
  return object === undefined ? undefined : ReceiptSchema.parse(JSON.parse(object.body.toString("utf8")));
}
