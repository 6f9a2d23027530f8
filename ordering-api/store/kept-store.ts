// The store of an API that runs alone and remembers (ADR 0010): decided in memory, answered when it is on disk. A read waits
// for what it shows, so that no answer tells of what a killed process would have forgotten.
import type { RecordKey } from "../records.ts";
import { GroupCommit, type WriteGroup } from "./group-commit.ts";
import { RecordTexts, type Row } from "./record-texts.ts";
import type { Entry, Store, Versioned } from "./store.ts";

export class KeptStore implements Store {
  readonly #texts = new RecordTexts();
  readonly #commits: GroupCommit;

  /** `rows`: what an earlier process left on disk. */
  constructor(write: WriteGroup, rows: Iterable<Row> = []) {
    this.#commits = new GroupCommit(write);
    for (const row of rows) this.#texts.load(row);
  }

  async get<T>(key: RecordKey<T>): Promise<Versioned<T> | undefined> {
    this.#commits.refuseIfFailed();
    // What is shown is of this moment; what others decide while it waits is for the next read.
    const shown = this.#texts.get(key);
    await this.#commits.settled(key.pk);
    return shown;
  }

  async save<T>(key: RecordKey<T>, value: T, ifVersion: number): Promise<boolean> {
    this.#commits.refuseIfFailed();
    if (this.#texts.versionOf(key) !== ifVersion) return false;
    await this.#commits.add([this.#texts.put(key, value)]);
    return true;
  }

  async putMany(entries: readonly Entry[]): Promise<void> {
    this.#commits.refuseIfFailed();
    if (entries.length > 0) await this.#commits.add(entries.map(({ key, value }) => this.#texts.put(key, value)));
  }

  async range<T>(from: RecordKey<T>, to: string): Promise<readonly (Versioned<T> & { readonly sk: string })[]> {
    this.#commits.refuseIfFailed();
    const shown = this.#texts.range(from, to);
    await this.#commits.settled(from.pk);
    return shown;
  }

  /** When everything that was decided is on disk. */
  idle(): Promise<void> {
    return this.#commits.idle();
  }
}
