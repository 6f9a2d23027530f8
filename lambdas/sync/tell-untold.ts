// Tells of results whose teller died or could not reach the event bus.
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import type { BulkDeps } from "../../pipeline/intake/bulk-deps.ts";
import { ResultsOutbox } from "../../pipeline/results/results-outbox.ts";
import { SyncFailures } from "./sync-failures.ts";

/** The function that noted it may be about to tell: writing the note and telling lie seconds apart. */
const UNTOLD_MILLIS_MIN = 120_000;

export async function tellUntold(deps: BulkDeps, invocation: Invocation): Promise<void> {
  const { log } = invocation;
  if (deps.tellResults === undefined) return;
  const failures = new SyncFailures(deps, invocation);
  const failed = (id: string, error: unknown): void => {
    failures.meet(id, error, "resultsNotTold");
  };
  const outbox = new ResultsOutbox(deps);
  const damaged: string[] = [];
  const notes = outbox.untold((id, met) => {
    damaged.push(met.key.sk);
    failed(id, met);
  });
  for await (const note of notes) {
    if (deps.clock.now().getTime() - Date.parse(note.notedAt) < UNTOLD_MILLIS_MIN) continue;
    try {
      if (await outbox.tell(note)) log.info("resultsTold", { fileId: note.sk });
    } catch (error) {
      failed(note.sk, error);
    }
  }
  for (const fileId of damaged) await failures.attempt(fileId, () => outbox.noteAnew(fileId));
  await failures.tell();
}
