// What a simulated world may leave open when it has come to rest, file by file: one whose drop lies parked waits for a person
// who has not come in this run, and a marker that arrived when its file was closed already keeps nothing from its end.
import { createHash } from "node:crypto";
import type { Item } from "../../adapters/aws/table.ts";
import { readContinuation } from "../../contracts/continuation.ts";
import { fileIdOf } from "../../contracts/ids.ts";
import { type DroppedObject, droppedObjects } from "../../domain/dropped-objects.ts";
import type { Drop } from "./inbox.ts";
import type { SimulatedQueues } from "./simulated-queues.ts";
import type { SimulatedS3 } from "./simulated-s3.ts";
import type { SimulatedTable } from "./simulated-table.ts";

interface Standing {
  readonly table: SimulatedTable;
  readonly sqs: SimulatedQueues;
  readonly store: SimulatedS3;
}

const UNREAD: readonly unknown[] = ["received", "reading"];
const AT_REST: readonly unknown[] = ["completed", "needsAttention", "rejected"];

/** Of the drops that failed too often: an alarm has called a person for each. */
function parkedFiles({ sqs, store }: Standing): ReadonlySet<string> {
  const files = sqs.bodiesIn("drops-dead").flatMap((body) => {
    const { fileId } = readContinuation(body) ?? {};
    return fileId !== undefined ? [fileId] : droppedObjects(body).map((dropped) => fileOf(store, dropped));
  });
  return new Set(files);
}

function fileOf(store: SimulatedS3, { key, versionId }: DroppedObject): string {
  const bytes = store.version(`files/${key}`, versionId)?.body ?? Buffer.alloc(0);
  return fileIdOf(key.split("/")[1] ?? "", createHash("sha256").update(bytes).digest("hex"));
}

const isUnread = (file: Item | undefined): boolean => UNREAD.includes(file?.["status"]);

/** Its own drop is parked, and nobody has come to move it back. */
export const isParked = (world: Standing, file: Item | undefined): boolean =>
  isUnread(file) && parkedFiles(world).has(String(file?.["fileId"]));

/** The drop's own message is parked, and nobody has come to move it back. */
export const isParkedDrop = (world: Standing, { key, versionId, fileId }: Drop): boolean =>
  world.sqs
    .bodiesIn("drops-dead")
    .some(
      (body) =>
        readContinuation(body)?.fileId === fileId ||
        droppedObjects(body).some((dropped) => dropped.key === key && dropped.versionId === versionId),
    );

/** Markers of the files that are not at rest, or should not be. */
export function openMarkers(world: Standing): Item[] {
  const found: Item[] = [];
  for (const [, items] of world.table.all("FILE#")) {
    const file = items.find((item) => item["sk"] === "META");
    const markers = items.filter((item) => String(item["sk"]).startsWith("OPEN#"));
    if (markers.length === 0 || isParked(world, file)) continue;
    found.push(...markers.filter((marker) => !AT_REST.includes(file?.["status"]) || !isStray(world, marker)));
  }
  return found;
}

/** Taken away when its file is opened again; until then it moves nothing (pipeline/orders/start-order.ts). */
function isStray({ table }: Standing, marker: Item): boolean {
  return table.strayed.has(`${String(marker["pk"])} ${String(marker["sk"])}`);
}
