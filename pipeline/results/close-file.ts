// Decides whether a file has come to rest: no order of it moves any more. Then its results are written a last time and
// its record is closed; several callers may try at once, and one of them does it.
import { FileRecordSchema, indexKeys, keys } from "../../contracts/records.ts";
import type { BulkDeps } from "../intake/bulk-deps.ts";
import { restStatus, writeResults } from "./write-results.ts";

/** True: the file is at rest now, closed by this call or an earlier one. */
export async function closeFileIfSettled(deps: BulkDeps, fileId: string): Promise<boolean> {
  const found = await deps.table.get(keys.file(fileId));
  if (found === undefined) return false;
  const file = FileRecordSchema.parse(found);
  if (file.status !== "processing") return file.status !== "received" && file.status !== "reading";
  if (await hasOpenOrder(deps, fileId)) return false;
  const completedAt = deps.clock.now().toISOString();
  const totals = await writeResults(deps, fileId, { completedAt });
  // A redrive may have put a marker back while the results were written: the file stays open then.
  if (await hasOpenOrder(deps, fileId)) return false;
  const status = restStatus(totals.rows);
  const isHeld = status === "needsAttention";
  const closed = await deps.table.update(keys.file(fileId), {
    set: { status, completedAt, ...(isHeld && indexKeys.heldFile(fileId, file.receivedAt)) },
    ...(!isHeld && { remove: ["gsi1pk", "gsi1sk"] }),
    // Put back to work, and marked again, since the look for markers: not at rest.
    when: { status: "processing", reopened: file.reopened ?? { absent: true } },
  });
  return closed !== undefined;
}

async function hasOpenOrder(deps: BulkDeps, fileId: string): Promise<boolean> {
  for await (const _ of deps.table.query(keys.file(fileId).pk, { prefix: "OPEN#", limit: 1 })) return true;
  return false;
}
