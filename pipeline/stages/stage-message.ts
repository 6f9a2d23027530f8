// Reading a stage queue's message, and what becomes of one that cannot be read: no delivery will make it readable, so its
// execution is told at once if the message still names its token; else it goes to the dead-letter queue by itself.
import type { SQSRecord } from "aws-lambda";
import { STAGE_DEAD_LETTERED } from "../../contracts/errors.ts";
import { type Stage, type StageMessage, StageMessageSchema } from "../../contracts/stages.ts";
import { readJson } from "../../domain/read-json.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { ACK, type RecordAnswer } from "../../adapters/runtime/queue-batch.ts";
import type { TaskTokens } from "../../adapters/aws/task-tokens.ts";

/** `stage`: the queue's own; a message of another stage is no message of this queue. */
export function readStageMessage(text: string, stage?: Stage): StageMessage | { readonly poison: unknown } {
  const body = readJson(text);
  const parsed = StageMessageSchema.safeParse(body);
  if (!parsed.success) return { poison: body };
  return stage === undefined || parsed.data.stage === stage ? parsed.data : { poison: body };
}

export async function refusePoison(
  tokens: TaskTokens,
  body: unknown,
  record: SQSRecord,
  { log, meter }: Pick<Invocation, "log" | "meter">,
): Promise<RecordAnswer> {
  const token = taskTokenOf(body);
  meter.add("MessagesUnreadable", 1);
  log.error("messagePoisoned", { messageId: record.messageId, answered: token !== undefined });
  if (token === undefined) return { kind: "retry", code: "messagePoisoned", afterSeconds: 0 };
  await tokens.fail(token, STAGE_DEAD_LETTERED, "messagePoisoned");
  return ACK;
}

function taskTokenOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("taskToken" in body)) return undefined;
  return typeof body.taskToken === "string" && body.taskToken !== "" ? body.taskToken : undefined;
}
