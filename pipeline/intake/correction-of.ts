// Which earlier file of the distributor this one corrects. A failed.csv says it in its rows (BATCH_COLUMN); else a file that repeats most
// of its orders from one earlier file corrects that one. It only names and links: what is sent is decided without it.
import type { Correction } from "../../contracts/correction.ts";
import type { FileRecord } from "../../contracts/records.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { FileStore } from "../orders/file-store.ts";
import type { SeenOrders } from "./earlier-orders.ts";

/** Share of a file's orders that one earlier file had. */
const MOSTLY = 0.5;

export interface Signs extends SeenOrders {
  /** As a row says it; anybody may have written it. */
  readonly named: string | undefined;
}

export async function correctionOf(
  table: Table,
  { fileId, distributor }: Pick<FileRecord, "fileId" | "distributor">,
  signs: Signs,
): Promise<Correction | undefined> {
  for (const candidate of [signs.named, repeated(signs)]) {
    if (candidate === undefined || candidate === fileId) continue;
    const earlier = await new FileStore(table).file(candidate);
    if (earlier?.distributor !== distributor) continue;
    const { name: file, fileId: batchId, resultsPrefix: results, correctionOf: before } = earlier;
    return { file, batchId, results, origin: before?.origin ?? file, round: (before?.round ?? 0) + 1 };
  }
  return undefined;
}

function repeated({ orders, byFile }: Signs): string | undefined {
  const [most] = [...byFile].sort(([, one], [, other]) => other - one);
  return most !== undefined && most[1] >= orders * MOSTLY ? most[0] : undefined;
}
