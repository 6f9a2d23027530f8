// Pauses in the table: one query reads them all. Functions keep what they have read for a moment, so that every message of a busy
// queue does not read the same item; a pause takes effect that much later.
import { type PauseRecord, PauseRecordSchema, type PauseScope, pauseKeys } from "../../contracts/pauses.ts";
import type { Clock } from "../../domain/ports.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { type OnUnreadable, readableItems } from "./readable-items.ts";
import { readPart, readRecord } from "./unreadable-record.ts";

/** How long a function goes by what it has read. */
export const PAUSES_KEPT_MILLIS = 2_000;

export class PauseStore {
  readonly #table: Table;
  readonly #clock: Clock;
  #kept: { readonly at: number; readonly pauses: readonly PauseRecord[] } | undefined;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /** Also those that have ended. One that cannot be read pauses nothing. */
  async all(onUnreadable: OnUnreadable = () => undefined): Promise<readonly PauseRecord[]> {
    const at = this.#clock.now().getTime();
    const pauses: PauseRecord[] = [];
    const items = this.#table.query(pauseKeys.all);
    for await (const pause of readableItems(items, PauseRecordSchema, onUnreadable)) pauses.push(pause);
    this.#kept = { at, pauses };
    return pauses;
  }

  /** As they were a moment ago at most. */
  async recent(): Promise<readonly PauseRecord[]> {
    const kept = this.#kept;
    const isFresh = kept !== undefined && this.#clock.now().getTime() - kept.at < PAUSES_KEPT_MILLIS;
    return isFresh ? kept.pauses : await this.all();
  }

  /** The pause as it stands; false in `begun`: it was paused before, and keeps its beginning and its reason. */
  async pause(
    scope: PauseScope,
    reason?: string,
    by?: string,
  ): Promise<{ readonly pause: PauseRecord; readonly begun: boolean }> {
    const since = this.#clock.now().toISOString();
    const said = { ...(reason !== undefined && { reason }), ...(by !== undefined && { by }) };
    const fresh: PauseRecord = { ...scope, since, ...said };
    const key = pauseKeys.pause(scope);
    if (await this.#table.put({ ...key, ...fresh }, { ifAbsent: true })) return { pause: fresh, begun: true };
    const anew = await this.#table.update(key, {
      set: { ...fresh },
      // What the pause before it said is not true of this one.
      remove: ["endedAt", ...["reason", "by"].filter((name) => !(name in said))],
      when: { endedAt: { absent: false } },
    });
    if (anew !== undefined) return { pause: fresh, begun: true };
    return { pause: readPart(PauseRecordSchema, await this.#table.get(key), key), begun: false };
  }

  /** Undefined: it was not paused. */
  async resume(scope: PauseScope): Promise<PauseRecord | undefined> {
    const endedAt = this.#clock.now().toISOString();
    const when = { since: { absent: false }, endedAt: { absent: true } };
    const ended = await this.#table.update(pauseKeys.pause(scope), { set: { endedAt }, when });
    return ended === undefined ? undefined : readRecord(PauseRecordSchema, ended);
  }
}
