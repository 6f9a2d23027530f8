// The intake queue: each message holds notifications of dropped objects. A message whose file could not be taken in comes
// back; taking in again what was taken in already does nothing twice.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { IntakeDeps } from "../../adapters/bulk/bulk-deps.ts";
import { takeInFile } from "../../adapters/bulk/take-in-file.ts";
import type { Invocation } from "../../adapters/lambda-edge.ts";
import { ACK, consumeBatch, type QueueBatchDeps } from "../../adapters/queue-batch.ts";
import { droppedKeys } from "../../domain/bulk/dropped-keys.ts";

export interface TakeInDeps extends QueueBatchDeps {
  readonly intake: IntakeDeps;
}

export function makeTakeInDrops(deps: TakeInDeps) {
  return (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> =>
    consumeBatch(deps, event, invocation, async (record) => {
      for (const key of droppedKeys(record.body)) {
        const { outcome, fileId } = await takeInFile(deps.intake, { key, attempt: attemptOf(record) });
        invocation.log.info("fileTakenIn", { fileId: fileId ?? "none", outcome });
      }
      return ACK;
    });
}

function attemptOf(record: SQSRecord): string {
  return `${record.messageId.slice(0, 8)}-${record.attributes.ApproximateReceiveCount}`;
}
