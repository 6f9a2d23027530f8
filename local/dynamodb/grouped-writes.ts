// Writes that come while LevelDB is writing go together in its next write: a way to its threads and back costs more than what is
// written. Each is answered when the write that carries it has ended; a write is all of its group or nothing, so a kill
// leaves an item and its index entries apart less often than before, never more often.
import type { Done, LevelDatabase } from "dynalite/db/index.js";

type Change = Parameters<LevelDatabase["batch"]>[0][number];

export class GroupedWrites {
  readonly #write: LevelDatabase["batch"];
  #changes: Change[] = [];
  #waiting: Done[] = [];
  #isWriting = false;
  #idle: (() => void)[] = [];

  /** Stands in the way of every later write to the database. */
  constructor(db: LevelDatabase) {
    this.#write = db.batch.bind(db);
    db.put = (key, value, done) => {
      this.#add([{ type: "put", key, value }], done);
    };
    db.del = (key, done) => {
      this.#add([{ type: "del", key }], done);
    };
    db.batch = (changes, done) => {
      this.#add(changes, done);
    };
  }

  /** Resolves when nothing is left to write. */
  async ended(): Promise<void> {
    if (this.#isWriting) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #add(changes: readonly Change[], done: Done): void {
    this.#changes.push(...changes);
    this.#waiting.push(done);
    if (this.#isWriting) return;
    this.#isWriting = true;
    // Index entries of one item are put one after the other in the same turn.
    queueMicrotask(() => {
      this.#writeGroup();
    });
  }

  #writeGroup(): void {
    const [changes, waiting] = [this.#changes, this.#waiting];
    [this.#changes, this.#waiting] = [[], []];
    this.#write(changes, (error) => {
      if (this.#changes.length > 0 || this.#waiting.length > 0) this.#writeGroup();
      else this.#isWriting = false;
      for (const done of waiting) done(error);
      if (this.#isWriting) return;
      for (const resolve of this.#idle.splice(0)) resolve();
    });
  }
}
