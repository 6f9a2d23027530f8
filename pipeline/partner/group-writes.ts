// Changes of one item that come at about the same time, each of another attribute and under its own condition, in one write. All or
// none of them is made by it; where it is none, each is tried by itself.
import type { Item, Key, Table, Update, When } from "../../adapters/aws/table.ts";

/**
 * How long a change waits for others: long enough for calls that a partner with room for them answers alike, short against a call.
 * A slot of the partner's rate is certain 100 ms ahead (rate-settings.ts).
 */
const WAIT_MILLIS = 20;

export interface GroupWritesOptions {
  /** Absent: nothing waits. */
  readonly sleep: ((millis: number) => Promise<unknown>) | undefined;
  /** With so many there is nothing left to wait for. */
  readonly changesMax: number;
}

interface Change {
  readonly update: Update & { readonly when: When };
  readonly made: PromiseWithResolvers<Item | undefined>;
}

interface Waiting {
  readonly key: Key;
  readonly changes: Map<string, Change>;
  readonly full: PromiseWithResolvers<true>;
}

export class GroupWrites {
  readonly #table: Pick<Table, "update">;
  readonly #options: GroupWritesOptions;
  readonly #waiting = new Map<string, Waiting>();

  constructor(table: Pick<Table, "update">, options: GroupWritesOptions) {
    this.#table = table;
    this.#options = options;
  }

  /** The item after the change, or undefined where `when` did not hold. `attribute`: the only one that it touches. */
  async write(key: Key, attribute: string, update: Change["update"]): Promise<Item | undefined> {
    const { sleep, changesMax } = this.#options;
    if (sleep === undefined) return await this.#table.update(key, update);
    const name = `${key.pk} ${key.sk}`;
    const made = Promise.withResolvers<Item | undefined>();
    const there = this.#waiting.get(name);
    // Two changes of one attribute are two writes, in their order.
    const isJoined = there !== undefined && !there.changes.has(attribute);
    const waiting = isJoined ? there : { key, changes: new Map(), full: Promise.withResolvers<true>() };
    waiting.changes.set(attribute, { update, made });
    if (waiting.changes.size >= changesMax) waiting.full.resolve(true);
    if (!isJoined) {
      there?.full.resolve(true);
      this.#waiting.set(name, waiting);
      void this.#writeSoon(name, waiting, sleep);
    }
    return await made.promise;
  }

  async #writeSoon(name: string, waiting: Waiting, sleep: (millis: number) => Promise<unknown>): Promise<void> {
    await Promise.race([sleep(WAIT_MILLIS), waiting.full.promise]);
    if (this.#waiting.get(name) === waiting) this.#waiting.delete(name);
    const changes = [...waiting.changes.values()];
    try {
      const [only, ...more] = changes;
      const update = only !== undefined && more.length === 0 ? only.update : joined(changes);
      const after = await this.#table.update(waiting.key, update);
      if (after !== undefined || more.length === 0) {
        for (const { made } of changes) made.resolve(after);
        return;
      }
    } catch (error) {
      for (const { made } of changes) made.reject(error);
      return;
    }
    for (const { update, made } of changes) {
      await this.#table.update(waiting.key, update).then(made.resolve, made.reject);
    }
  }
}

function joined(changes: readonly Change[]): Change["update"] {
  const all = changes.map(({ update }) => update);
  const merged = <T>(parts: readonly Readonly<Record<string, T>>[]): Record<string, T> =>
    Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
  return {
    set: merged(all.map(({ set = {} }) => set)),
    remove: all.flatMap(({ remove = [] }) => remove),
    add: merged(all.map(({ add = {} }) => add)),
    when: merged<When[string]>(all.map(({ when }) => when)),
  };
}
