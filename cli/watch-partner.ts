// Tells, while files are followed, that the partner cannot be reached, and that it answers again: one line each.
import type { Table } from "../adapters/aws/table.ts";
import type { PartnerTrouble } from "../contracts/partner-trouble.ts";
import type { Clock } from "../domain/ports.ts";
import { troubleSentence } from "../domain/orders/partner-wait.ts";
import { readTrouble } from "../pipeline/partner/partner-troubles.ts";
import { instantText } from "./shown-values.ts";

const LOOK_EVERY_MILLIS = 1_000;

export class PartnerWatch {
  readonly #table: Table;
  readonly #clock: Clock;
  #told: PartnerTrouble | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /** What is new since the last look; undefined: nothing, or nobody has looked. */
  async news(): Promise<string | undefined> {
    const now = this.#clock.now().getTime();
    if (now - this.#lookedAt < LOOK_EVERY_MILLIS) return undefined;
    this.#lookedAt = now;
    const found = await readTrouble(this.#table, this.#clock);
    // A used-up rate is the ordinary course of a large file.
    const trouble = found?.what === "partnerUnavailable" ? found : undefined;
    const before = this.#told;
    this.#told = trouble;
    if (trouble !== undefined) {
      return before?.since === trouble.since ? undefined : `${troubleSentence(trouble, instantText)} The orders wait.`;
    }
    return before === undefined ? undefined : `The Ordering API at ${before.address} answers again.`;
  }
}
