// What the table remembers of a distributor's feed, and the break that goes with a stop: both are written and taken back together.
import { type Export, type FeedRecord, FeedRecordSchema } from "../../contracts/feed.ts";
import { keys } from "../../contracts/records.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { Clock } from "../../domain/ports.ts";
import { BreakBook } from "../reconcile/break-book.ts";
import { breakOfFeed, FEED_SHRUNKEN, FEED_UNREACHABLE } from "./feed-break.ts";
import { readRecord } from "../orders/unreadable-record.ts";

type Stop = Omit<NonNullable<FeedRecord["stopped"]>, "at">;

export class FeedStore {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async read(distributor: string): Promise<FeedRecord> {
    const item = await this.#table.get(keys.feed(distributor));
    return item === undefined ? { distributor } : readRecord(FeedRecordSchema, item);
  }

  /** `seenUntil` in both: undefined where the export does not come from a prefix. */
  async take(distributor: string, { sha256, rows, name }: Export, seenUntil: string | undefined): Promise<void> {
    const taken = { sha256, rows, name, at: this.#now() };
    const set = { distributor, taken, ...(seenUntil !== undefined && { seenUntil }) };
    await this.#table.update(keys.feed(distributor), { set, remove: ["stopped"] });
    for (const kind of [FEED_SHRUNKEN, FEED_UNREACHABLE]) {
      await this.#table.delete(keys.openBreak({ class: "drops", kind, subject: distributor }));
    }
  }

  async stop(distributor: string, stop: Stop, seenUntil: string | undefined): Promise<void> {
    const now = this.#now();
    // The break last: without the record the next night would take it back.
    const set = { distributor, stopped: { ...stop, at: now }, ...(seenUntil !== undefined && { seenUntil }) };
    await this.#table.update(keys.feed(distributor), { set });
    await new BreakBook(this.#table).note(breakOfFeed(distributor, stop), now, now);
  }

  #now(): string {
    return this.#clock.now().toISOString();
  }
}
