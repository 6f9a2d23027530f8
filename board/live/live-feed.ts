// How things stand, read again and again while somebody looks, and told to every page when something has changed. Nobody looks: nothing
// is read. Looking costs little beside the work, and little money on AWS.
import { setTimeout as sleep } from "node:timers/promises";
import type { PauseRecord } from "../../contracts/pauses.ts";
import { listWaits } from "../../pipeline/operators/list-waits.ts";
import { PauseStore } from "../../pipeline/orders/pause-store.ts";
import { readTrouble } from "../../pipeline/partner/partner-troubles.ts";
import type { BoardWorld } from "../board-world.ts";
import type { Live } from "../wire.ts";
import { batchOnBoard } from "./batch-on-board.ts";
import { type BatchesRead, BatchReader } from "./read-batches.ts";
import { pausesOnBoard } from "./pauses-on-board.ts";
import { RecentRate } from "./recent-rate.ts";

/** Pauses between two looks: at least so long, and so many times as long as the look took. */
const PAUSES = {
  running: { millis: 500, times: 5 },
  // Every look reads all open orders, and each read is billed.
  deployed: { millis: 15_000, times: 20 },
  finished: { millis: 60_000, times: 20 },
} as const;
const WAITS_MAX = 500;

export type Listener = (live: Live) => void;

export class LiveFeed {
  readonly reader: BatchReader;
  readonly #world: BoardWorld;
  readonly #listeners = new Set<Listener>();
  readonly #pauses: PauseStore;
  readonly #rate = new RecentRate();
  readonly #onFault: (error: unknown) => void;
  #looking: AbortController | undefined;
  #last: { readonly text: string; readonly live: Live } | undefined;

  constructor(world: BoardWorld, onFault: (error: unknown) => void) {
    this.#world = world;
    this.#onFault = onFault;
    this.reader = new BatchReader(world.bulk);
    this.#pauses = new PauseStore(world.bulk.table, world.bulk.clock);
  }

  /** Calls back at once with what is known, then with every change. Answers how to end it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#last !== undefined) listener(this.#last.live);
    if (this.#looking === undefined) {
      this.#looking = new AbortController();
      void this.#look(this.#looking.signal);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#looking?.abort();
      this.#looking = undefined;
    };
  }

  close(): void {
    this.#listeners.clear();
    this.#looking?.abort();
    this.#looking = undefined;
  }

  async #look(ended: AbortSignal): Promise<void> {
    const { millis, times } = PAUSES[this.#world.source.kind];
    const isWatched = (): boolean => !ended.aborted;
    while (isWatched()) {
      const from = performance.now();
      try {
        const live = await this.read();
        if (isWatched()) this.#tell(live);
      } catch (error) {
        // Told once more with the next look, or gone by then.
        if (isWatched()) this.#onFault(error);
      }
      const pause = Math.max(millis, times * (performance.now() - from));
      await sleep(pause, undefined, { signal: ended }).catch(() => undefined);
    }
  }

  #tell(live: Live): void {
    const text = JSON.stringify({ ...live, at: "" });
    if (text === this.#last?.text) return;
    this.#last = { text, live };
    for (const listener of this.#listeners) listener(live);
  }

  async read(): Promise<Live> {
    const { bulk, measured, partner } = this.#world;
    const read = await this.reader.read();
    const pauses = await this.#pauses.all();
    const { waits, leases } = await this.#waits(read, pauses);
    const batches = read.batches.map(batchOnBoard).sort((one, other) => (one.receivedAt < other.receivedAt ? 1 : -1));
    const calls = measured?.calls();
    return {
      at: bulk.clock.now().toISOString(),
      batches,
      more: read.more,
      waits: waits.slice(0, WAITS_MAX),
      waitsTotal: waits.length,
      leases: leases.slice(0, WAITS_MAX),
      rate: calls === undefined ? null : { ...calls, perSecond: this.#rate.note(calls.total, performance.now()) },
      cost: measured === undefined ? null : { usd: measured.usd() },
      alarms: measured?.alarms() ?? null,
      partnerIsSilent: partner === undefined ? null : await partner.isSilent(),
      pauses: pausesOnBoard(pauses, read),
    };
  }

  /** As `waits` tells it, from what has just been read. */
  async #waits({ batches }: BatchesRead, pauses: readonly PauseRecord[]): ReturnType<typeof listWaits> {
    const files = batches.map(({ file }) => file);
    const orders = new Map(batches.map((batch) => [batch.file.fileId, batch.orders]));
    const isHeld = (status: string): boolean => status === "needsAttention";
    const isOpen = (status: string): boolean => ["received", "reading", "processing"].includes(status);
    const { table, clock } = this.#world.bulk;
    return await listWaits({
      pauses,
      trouble: await readTrouble(table, clock),
      files: {
        open: () => each(files.filter(({ status }) => isOpen(status))),
        held: () => each(files.filter(({ status }) => isHeld(status))),
      },
      lookup: { ofFile: (fileId) => each(orders.get(fileId) ?? []) },
      now: clock.now(),
      leaseDays: this.#world.leaseDays,
      onUnreadable: () => undefined,
    });
  }
}

async function* each<T>(items: readonly T[]): AsyncIterable<T> {
  for (const item of items) yield await Promise.resolve(item);
}
