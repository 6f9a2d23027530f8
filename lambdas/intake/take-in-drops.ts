// The intake queue: each message holds notifications of dropped objects, or names a file that an earlier invocation did not
// come to the end of. A message whose file could not be taken in comes back; taking in again what was taken in already does
// nothing twice.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { IntakeDeps } from "../../pipeline/intake/bulk-deps.ts";
import { continueFile, takeInFile, type TakenFile } from "../../pipeline/intake/take-in-file.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import {
  ACK,
  chainLength,
  consumeBatch,
  type OwnQueue,
  type QueueBatchDeps,
} from "../../adapters/runtime/queue-batch.ts";
import { continuationBody, readContinuation } from "../../contracts/continuation.ts";
import { invariant } from "../../contracts/errors.ts";
import { CONTINUATIONS_MAX, INTAKE_RESERVE_SECONDS } from "../../contracts/limits.ts";
import { idFields } from "../../domain/ids-in-message.ts";
import { droppedObjects } from "../../domain/dropped-objects.ts";
import { tellingUnreadable } from "../../pipeline/reconcile/unreadable-break.ts";

export interface TakeInDeps extends QueueBatchDeps {
  readonly queue: OwnQueue;
  readonly intake: IntakeDeps;
}

export function makeTakeInDrops(deps: TakeInDeps) {
  return (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> =>
    consumeBatch(
      deps,
      event,
      invocation,
      tellingUnreadable(deps.intake, async (record) => {
        const attempt = (): string => attemptOf(record, deps.random());
        const timeIsShort = (): boolean => invocation.remainingMillis() < INTAKE_RESERVE_SECONDS * 1000;
        const answered = async (taken: TakenFile): Promise<void> => {
          const { outcome, fileId } = taken;
          invocation.meter.add("FilesTaken", 1, { outcome });
          invocation.log.info("fileTakenIn", { messageId: record.messageId, ...idFields(fileId), outcome });
          if (outcome !== "unfinished" || fileId === null) return;
          const length = chainLength(record) + 1;
          invariant(length <= CONTINUATIONS_MAX, "intake.continuations");
          invocation.meter.add("ContinuationLength", length, { function: invocation.functionName });
          // A crash before the message is acknowledged brings it back, and the file goes on twice: as with any message.
          await deps.queue.sendAgain(
            { ...record, body: continuationBody({ fileId, resumeFrom: taken.resumeFrom }) },
            0,
          );
        };
        const continuation = readContinuation(record.body);
        if (continuation !== undefined) {
          await answered(await continueFile(deps.intake, { ...continuation, attempt: attempt(), timeIsShort }));
          return ACK;
        }
        for (const dropped of droppedObjects(record.body)) {
          const drop = { ...dropped, attempt: attempt(), timeIsShort, ...toldAtOf(record) };
          await answered(await takeInFile(deps.intake, drop));
        }
        return ACK;
      }),
    );
}

/** S3 tells of a drop within seconds. */
function toldAtOf({ attributes: { SentTimestamp } }: SQSRecord): { readonly toldAt?: string } {
  const sentAt = Number(SentTimestamp);
  return Number.isFinite(sentAt) ? { toldAt: new Date(sentAt).toISOString() } : {};
}

/** Two deliveries of one message, or two files of one, are attempts of their own. */
function attemptOf(record: SQSRecord, chance: number): string {
  const own = Math.floor(chance * 36 ** 6).toString(36);
  return `${record.messageId.slice(0, 8)}-${record.attributes.ApproximateReceiveCount}-${own}`;
}
