// Tells of results whose teller died or could not reach the event bus.
import { errorFields } from "../../adapters/runtime/logger.ts";
import { idFields } from "../../domain/ids-in-message.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import type { BulkDeps } from "../../pipeline/intake/bulk-deps.ts";
import { ResultsOutbox } from "../../pipeline/results/results-outbox.ts";

/** The function that noted it may be about to tell: writing the note and telling lie seconds apart. */
const UNTOLD_MILLIS_MIN = 120_000;

export async function tellUntold(deps: BulkDeps, { log, meter }: Invocation): Promise<void> {
  if (deps.tellResults === undefined) return;
  const failed = (id: string, error: unknown): void => {
    meter.add("SyncFailures", 1);
    log.error("resultsNotTold", { id, ...idFields(id), ...errorFields(error) });
  };
  const outbox = new ResultsOutbox(deps);
  for await (const note of outbox.untold(failed)) {
    if (deps.clock.now().getTime() - Date.parse(note.notedAt) < UNTOLD_MILLIS_MIN) continue;
    try {
      if (await outbox.tell(note)) log.info("resultsTold", { fileId: note.sk });
    } catch (error) {
      failed(note.sk, error);
    }
  }
}
