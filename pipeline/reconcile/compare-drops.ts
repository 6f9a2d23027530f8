// Every version of every object in the inbox beside what intake has said of it: a notification that was lost, a file whose reading was
// cut off every time, a record that is gone. Intake is told once more, which does nothing twice; where that did not help by the next
// night, a person must look.
import { type DropRecord, DropRecordSchema, type FileRecord, keys } from "../../contracts/records.ts";
import { isNoDrop } from "../../domain/dropped-objects.ts";
import type { ObjectVersion } from "../../adapters/aws/object-versions.ts";
import type { Finding } from "./night.ts";
import { commandOf } from "./command-of.ts";
import { isSettled, type NightlyTurn } from "./reconcile-deps.ts";
import { readRecord } from "../orders/unreadable-record.ts";

const CLASS = "drops";
const compared: Finding = { kind: "compared", class: CLASS };

export async function compareDrop(turn: NightlyTurn, version: ObjectVersion): Promise<Finding[]> {
  const { deps } = turn;
  const { key, versionId } = version;
  if (isNoDrop({ key, sizeBytes: version.sizeBytes })) return [];
  if (!isSettled(turn, new Date(version.modifiedAt).toISOString())) return [];
  const answer = await dropRecord(turn, version);
  const file = typeof answer?.fileId === "string" ? await deps.files.file(answer.fileId) : undefined;
  const lines: Finding[] = [
    { kind: "line", side: "inbox", text: `${key} ${versionId ?? "-"}` },
    { kind: "line", side: "fileRecords", text: `${key} ${versionId ?? "-"} ${file?.fileId ?? "none"}` },
  ];
  if (file !== undefined) return [...lines, compared];
  const what =
    answer?.fileId === undefined
      ? "Intake has said nothing of the dropped file."
      : "The record of the dropped file is gone.";
  return [
    ...lines,
    compared,
    await tellAgain(turn, version, { answer, what, kind: "dropNotTakenIn", fileId: undefined }),
  ];
}

/** A file that has begun to be read, and has not come to its end for longer than any reading takes. */
export async function compareUnread(turn: NightlyTurn, file: FileRecord): Promise<Finding[]> {
  const { fileId, key, versionId, bytes } = file;
  if (!isSettled(turn, file.receivedAt)) return [];
  const drop = { key, ...(versionId !== undefined && { versionId }), sizeBytes: bytes };
  const answer = await dropRecord(turn, drop);
  const what = "The reading of the file has begun and has not come to its end.";
  return [compared, await tellAgain(turn, drop, { answer, what, kind: "fileNotRead", fileId })];
}

async function dropRecord({ deps }: NightlyTurn, { key, versionId }: DroppedName): Promise<DropRecord | undefined> {
  const item = await deps.table.get(keys.drop(key, versionId));
  return item && readRecord(DropRecordSchema, item);
}

type DroppedName = Pick<ObjectVersion, "key"> & { readonly versionId?: string | undefined };

interface Untaken {
  readonly answer: DropRecord | undefined;
  readonly what: string;
  readonly kind: "dropNotTakenIn" | "fileNotRead";
  readonly fileId: string | undefined;
}

async function tellAgain(
  turn: NightlyTurn,
  { key, versionId, sizeBytes }: DroppedName & { readonly sizeBytes: number },
  { answer, what, kind, fileId }: Untaken,
): Promise<Finding> {
  const { deps, book, runId } = turn;
  if (answer?.sentAgainAt === undefined) {
    // Sent first: a crash in between sends once more, and intake does nothing twice.
    await deps.sendDrop({ key, sizeBytes, ...(versionId !== undefined && { versionId }) });
    await deps.table.update(keys.drop(key, versionId), { set: { sentAgainAt: deps.now() } });
    return { kind: "healed", class: CLASS, repair: "dropSentAgain" };
  }
  if (!isSettled(turn, answer.sentAgainAt)) return compared;
  const subject = fileId ?? `${key} ${versionId ?? ""}`.trim();
  const named = fileId === undefined ? {} : { fileId };
  const cause = `${what} Intake was told of it again on ${answer.sentAgainAt.slice(0, 10)}, and nothing came of it.`;
  return await book.note(
    { class: CLASS, kind, subject, ...named, cause, command: commandOf("dead-letters intake --send-back") },
    runId,
    deps.now(),
  );
}
