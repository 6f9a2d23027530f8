// Writes rows in groups, one group after the other, each whole or not at all: what is decided while a group is being written
// makes up the next one. So what is on disk is at any moment what had been decided up to some moment before.
import type { Row } from "./record-texts.ts";

/** Writes all of them or none. */
export type WriteGroup = (rows: readonly Row[]) => Promise<void>;

interface Group {
  /** The last one of a record wins. */
  readonly rows: Map<string, Row>;
  readonly partitions: Set<string>;
  readonly written: Promise<void>;
  readonly settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void };
}

export class GroupCommit {
  readonly #write: WriteGroup;
  #underWay: Group | undefined;
  #next: Group | undefined;
  #failure: StoreFailed | undefined;

  constructor(write: WriteGroup) {
    this.#write = write;
  }

  /** Throws once a group could not be written: what memory says is then more than what is on disk. */
  refuseIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when these rows, and all that were added before, are on disk. */
  add(rows: readonly Row[]): Promise<void> {
    this.refuseIfFailed();
    const group = (this.#next ??= newGroup());
    for (const row of rows) {
      group.rows.set(`${row.pk}\n${row.sk}`, row);
      group.partitions.add(row.pk);
    }
    // A microtask later, so that calls of the same moment share the first group too.
    if (this.#underWay === undefined) queueMicrotask(() => void this.#drain());
    return group.written;
  }

  /** When everything that was added of this partition is on disk; undefined: it is. */
  settled(pk: string): Promise<void> | undefined {
    if (this.#next?.partitions.has(pk) === true) return this.#next.written;
    return this.#underWay?.partitions.has(pk) === true ? this.#underWay.written : undefined;
  }

  /** When everything that was added is on disk. */
  async idle(): Promise<void> {
    await (this.#next ?? this.#underWay)?.written;
  }

  async #drain(): Promise<void> {
    if (this.#underWay !== undefined) return;
    for (let group = this.#next; group !== undefined; group = this.#next) {
      this.#next = undefined;
      this.#underWay = group;
      try {
        await this.#write([...group.rows.values()]);
        group.settle.resolve();
      } catch (error) {
        this.#fail(error, group);
      }
    }
    this.#underWay = undefined;
  }

  /** For good: a later group would be on disk without an earlier one. */
  #fail(cause: unknown, group: Group): void {
    this.#failure = new StoreFailed(cause);
    group.settle.reject(this.#failure);
    this.#next?.settle.reject(this.#failure);
    this.#next = undefined;
  }
}

export class StoreFailed extends Error {
  override readonly name = "StoreFailed";

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The data could not be written, so nothing is answered any more until a restart: ${reason}`, { cause });
  }
}

function newGroup(): Group {
  let settle: Group["settle"] = { resolve: () => undefined, reject: () => undefined };
  const written = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  // The callers that added rows are told; nobody else has to listen.
  written.catch(() => undefined);
  return { rows: new Map(), partitions: new Set(), written, settle };
}
