// Files in the table: one record per file, registered by its first drop and then changed under conditions; and the index that
// lists the files that are open.
import {
  type FileNameRecord,
  FileNameRecordSchema,
  type FileRecord,
  FileRecordSchema,
  indexKeys,
  keys,
} from "../../contracts/records.ts";
import type { Table, Update } from "../../adapters/aws/table.ts";
import { type OnUnreadable, readableItems } from "./readable-items.ts";
import { readPart, readRecord } from "./unreadable-record.ts";

export class FileStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Undefined: nobody has dropped these bytes. */
  async file(fileId: string): Promise<FileRecord | undefined> {
    const item = await this.#table.get(keys.file(fileId));
    return item && readRecord(FileRecordSchema, item);
  }

  /** The record as it stands: `fresh`, or what an earlier drop of the same bytes has made of it. */
  async register(fresh: FileRecord): Promise<FileRecord> {
    const { fileId, receivedAt } = fresh;
    const item = { ...keys.file(fileId), ...indexKeys.openFile(fileId, receivedAt), ...fresh };
    const isFirst = await this.#table.put(item, { ifAbsent: true });
    const known = isFirst
      ? fresh
      : readPart(FileRecordSchema, await this.#table.get(keys.file(fileId)), keys.file(fileId));
    // Also where an attempt was cut off between the two.
    if (known.status === "received") await this.#list(known);
    return known;
  }

  /** Among its distributor's files (pipeline/front-door/distributor-files.ts). */
  async #list({ fileId, distributor, receivedAt }: FileRecord): Promise<void> {
    await this.#table.put({ ...keys.fileOf(distributor, receivedAt, fileId), fileId, receivedAt });
  }

  /** Its record begins again as if it had never been read: nothing of a refused file was sent, and an expired one is read anew. */
  async beginAgain(before: FileRecord, fresh: FileRecord): Promise<FileRecord> {
    const { fileId, receivedAt } = fresh;
    const kept = new Set([...Object.keys(fresh), ...Object.keys(keys.file(fileId)), "gsi1pk", "gsi1sk"]);
    const again = await this.change(fileId, {
      set: { ...fresh, ...indexKeys.openFile(fileId, receivedAt) },
      remove: Object.keys(before).filter((name) => !kept.has(name)),
      when: { status: before.status, receivedAt: before.receivedAt },
    });
    if (again !== undefined) await this.#list(again);
    return again ?? readPart(FileRecordSchema, await this.#table.get(keys.file(fileId)), keys.file(fileId));
  }

  /** A file that was at rest before it was read: among the open ones it never is. */
  async registerGone(gone: FileRecord): Promise<void> {
    const index = indexKeys.restFile(gone.fileId, gone.receivedAt);
    await this.#table.put({ ...keys.file(gone.fileId), ...index, ...gone }, { ifAbsent: true });
    await this.#list(gone);
  }

  /** Another name under which its bytes were dropped. */
  async addName(fileId: string, name: FileNameRecord): Promise<void> {
    await this.#table.put({ ...keys.fileName(fileId, name.resultsPrefix), ...name }, { ifAbsent: true });
  }

  names(fileId: string, limit: number, onUnreadable: OnUnreadable): AsyncIterable<FileNameRecord> {
    const { pk, prefix } = keys.namesOf(fileId);
    return readableItems(this.#table.query(pk, { prefix, limit }), FileNameRecordSchema, onUnreadable);
  }

  /** Undefined: its condition did not hold, and nothing changed. */
  async change(fileId: string, update: Update): Promise<FileRecord | undefined> {
    const item = await this.#table.update(keys.file(fileId), update);
    return item && readRecord(FileRecordSchema, item);
  }

  /** It has come to rest: among the held files where a person must act, else among those at rest. */
  async close(
    { fileId, receivedAt, reopened }: FileRecord,
    { status, completedAt }: { readonly status: "completed" | "needsAttention"; readonly completedAt: string },
  ): Promise<boolean> {
    const isHeld = status === "needsAttention";
    const closed = await this.change(fileId, {
      set: {
        status,
        completedAt,
        ...(isHeld ? indexKeys.heldFile(fileId, receivedAt) : indexKeys.restFile(fileId, receivedAt)),
      },
      // Put back to work, and marked again, since the look for markers: not at rest.
      when: { status: "processing", reopened: reopened ?? { absent: true } },
    });
    return closed !== undefined;
  }

  /** Among the open files again. */
  async reopen(fileId: string): Promise<void> {
    const file = await this.file(fileId);
    if (file === undefined) return;
    await this.change(fileId, {
      set: { status: "processing", ...indexKeys.openFile(fileId, file.receivedAt) },
      add: { reopened: 1 },
      remove: ["completedAt", "detailsExpiredAt"],
      when: { status: { in: ["processing", "needsAttention", "completed"] } },
    });
  }

  /** Oldest first. The index trails the table, and need not carry the whole record. */
  open(onUnreadable: OnUnreadable): AsyncIterable<FileRecord> {
    return readableItems(this.#table.queryIndex(indexKeys.openFiles), FileRecordSchema, onUnreadable);
  }

  /** At rest, with an order that a person must act on. Oldest first. */
  held(onUnreadable: OnUnreadable): AsyncIterable<FileRecord> {
    return readableItems(this.#table.queryIndex(indexKeys.heldFiles), FileRecordSchema, onUnreadable);
  }

  /** Every file, the newest of each kind first: open ones, held ones, those at rest. */
  async *all(onUnreadable: OnUnreadable): AsyncIterable<FileRecord> {
    for (const key of [indexKeys.openFiles, indexKeys.heldFiles, indexKeys.restFiles]) {
      yield* readableItems(this.#table.queryIndex(key, { descending: true }), FileRecordSchema, onUnreadable);
    }
  }
}
