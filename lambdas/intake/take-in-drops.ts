// The intake queue: each message holds notifications of dropped objects. A message whose file could not be taken in comes
// back; taking in again what was taken in already does nothing twice.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type IntakeDeps, takeInFile } from "../../adapters/bulk/take-in-file.ts";
import { systemRandom } from "../../adapters/clock.ts";
import type { Invocation } from "../../adapters/lambda-edge.ts";
import { ACK, consumeBatch } from "../../adapters/queue-batch.ts";
import { droppedKeys } from "../../domain/bulk/dropped-keys.ts";

/** A returned message waits for the queue's own visibility timeout: another attempt may still be at work until then. */
const BACKOFF = { backoff: { baseSeconds: 1, capSeconds: 60 }, random: systemRandom };

export function makeTakeInDrops(deps: IntakeDeps) {
  return (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> =>
    consumeBatch(BACKOFF, event, invocation, async (record) => {
      for (const key of droppedKeys(record.body)) {
        const { outcome, fileId } = await takeInFile(deps, { key, attempt: attemptOf(record) });
        invocation.log.info("fileTakenIn", { fileId: fileId ?? "none", outcome });
      }
      return ACK;
    });
}

function attemptOf(record: SQSRecord): string {
  return `${record.messageId.slice(0, 8)}-${record.attributes.ApproximateReceiveCount}`;
}
