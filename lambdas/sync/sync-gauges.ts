// What stands where at this moment, as gauges: orders by stage, waits for decisions, orders that wait for a person, files that
// nobody has read. The sync sees every open order anyway. Half a picture would be a wrong one, so a run that does not come to
// its end publishes none.
import type { Meter } from "../../contracts/metrics.ts";
import type { PauseRecord } from "../../contracts/pauses.ts";
import { type OrderRecord, WaitKindSchema } from "../../contracts/records.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import { endingLeases, LEASE_NAMES, LEASE_WARNING_DAYS, leasesOf } from "../../domain/orders/leases.ts";
import { isPaused, pauseOf, resumedLast } from "../../domain/orders/pause.ts";
import type { OnUnreadable } from "../../pipeline/orders/readable-items.ts";
import type { SettleDeps } from "../../pipeline/orders/settle-order.ts";

/** Counts and greatest ages under one name. */
class Tally {
  readonly #counts = new Map<string, number>();
  readonly #oldest = new Map<string, number>();

  /** `names`: told with 0 as well, so that a chart falls back to 0. */
  constructor(names: readonly string[]) {
    for (const name of names) {
      this.#counts.set(name, 0);
      this.#oldest.set(name, 0);
    }
  }

  add(name: string, ageSeconds: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    this.#oldest.set(name, Math.max(this.#oldest.get(name) ?? 0, ageSeconds));
  }

  get counts(): Iterable<[string, number]> {
    return this.#counts;
  }

  get ages(): Iterable<[string, number]> {
    return this.#oldest;
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  get oldest(): number {
    return Math.max(0, ...this.#oldest.values());
  }
}

export class SyncGauges {
  readonly #nowMillis: number;
  readonly #waits = new Tally(WaitKindSchema.options);
  readonly #stages = new Tally(STAGES);
  readonly #held = new Tally([]);
  readonly #pauses: readonly PauseRecord[];
  readonly #leases = new Tally(LEASE_NAMES);
  #paused = 0;
  #filesOpen = 0;
  #filesStuck = 0;

  /** `pauses`: all that there are, also those that have ended. */
  constructor(nowMillis: number, pauses: readonly PauseRecord[]) {
    this.#nowMillis = nowMillis;
    this.#pauses = pauses;
  }

  file({ isStuck }: { readonly isStuck: boolean }): void {
    this.#filesOpen += 1;
    if (isStuck) this.#filesStuck += 1;
  }

  /** An order that is marked as open. */
  order(order: OrderRecord): void {
    const age = this.#ageOf(order.updatedAt);
    for (const { lease } of endingLeases(leasesOf(order), new Date(this.#nowMillis), LEASE_WARNING_DAYS)) {
      this.#leases.add(lease, 0);
    }
    if (order.status === "held") this.#held.add(order.reason?.code ?? "unknown", age);
    else if (order.status === "pending") this.#waits.add(order.stage === "credit" ? "credit" : "esign", age);
    // Somebody wants it to stand still: no trouble of its stage.
    else if (pauseOf(this.#pauses, order) !== undefined) this.#paused += 1;
    else this.#stages.add(order.stage, Math.min(age, this.#ageOf(resumedLast(this.#pauses, order) ?? order.updatedAt)));
  }

  /** Held orders of files that came to rest; those of open files are counted where they are met. */
  async heldAtRest(
    { files, orders }: Pick<SettleDeps, "files" | "orders">,
    timeIsShort: () => boolean,
    onUnreadable: OnUnreadable,
  ): Promise<boolean> {
    for await (const { fileId } of files.held(onUnreadable)) {
      for await (const order of orders.heldOf(fileId, onUnreadable)) {
        if (timeIsShort()) return false;
        this.order(order);
      }
    }
    return true;
  }

  publish(meter: Meter): void {
    meter.add("FilesOpen", this.#filesOpen);
    meter.add("FilesStuck", this.#filesStuck);
    for (const [kind, count] of this.#waits.counts) meter.add("WaitsOpen", count, { kind });
    for (const [kind, seconds] of this.#waits.ages) meter.add("WaitOldestSeconds", seconds, { kind });
    // The alarm on silent callbacks compares the two; without a value there is nothing to compare.
    meter.add("CallbacksTaken", 0);
    for (const [lease, count] of this.#leases.counts) meter.add("LeasesEnding", count, { lease });
    const began = this.#pauses.filter(isPaused).map(({ since }) => this.#ageOf(since));
    meter.add("PauseOldestSeconds", Math.max(0, ...began));
    meter.add("OrdersPaused", this.#paused);
    meter.add("HeldNow", this.#held.total);
    meter.add("HeldOldestSeconds", this.#held.oldest);
    for (const [reason, count] of this.#held.counts) meter.add("HeldByReason", count, { reason });
    for (const [stage, count] of this.#stages.counts) meter.add("OrdersInStage", count, { stage });
    for (const [stage, seconds] of this.#stages.ages) meter.add("StageOldestSeconds", seconds, { stage });
  }

  #ageOf(instant: string): number {
    return Math.max(0, (this.#nowMillis - Date.parse(instant)) / 1000);
  }
}
