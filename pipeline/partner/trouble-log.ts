// Notes in the table that the partner cannot be reached, or that its rate is used up, and takes the note back when it answers. Written
// when something changes, not with each call; a note that cannot be written never costs a call.
import {
  type PartnerTrouble,
  PartnerTroubleSchema,
  type Trouble,
  troubleKeys,
} from "../../contracts/partner-trouble.ts";
import type { Clock } from "../../domain/ports.ts";
import type { CallName } from "../../contracts/apex/calls.ts";
import type { ApexResult } from "../../adapters/apex/classify-outcome.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { isFresh } from "./partner-troubles.ts";
import { troubleCause } from "./trouble-cause.ts";

/** A failure that may be this call's own (a 500) counts when it is followed by another. */
const FAILURES_MIN = 2;
/** A note is renewed when its next try has passed, and not more often than this. */
const RENEW_MILLIS = 3_000;
/** A rate that is used up for so long is told; calls that find it so further apart than the gap are each on their own. */
const OVER_MILLIS = 4_000;
const OVER_GAP_MILLIS = 15_000;
/** A function that has met no trouble looks so often whether another one's note has become wrong. */
const LOOK_MILLIS = 30_000;

export interface TroubleLogOptions {
  readonly table: Table;
  readonly clock: Clock;
  /** Of the Ordering API, with its path. */
  readonly baseUrl: string;
}

export class TroubleLog {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #address: string;
  readonly #noted = new Map<Trouble, PartnerTrouble>();
  #failures = 0;
  #over: { readonly since: number; readonly last: number } | undefined;
  #lookedAt: number | undefined;

  constructor({ table, clock, baseUrl }: TroubleLogOptions) {
    this.#table = table;
    this.#clock = clock;
    // Without what may stand before the host: credentials are in no record.
    const url = new URL(baseUrl);
    this.#address = `${url.protocol}//${url.host}`;
  }

  /** What one call has met. `downSeconds`: no call is made for so long. */
  async heard(result: ApexResult<CallName>, downSeconds: number): Promise<void> {
    const cause = troubleCause(result);
    if (cause === undefined) {
      await this.#answered();
      return;
    }
    this.#failures += 1;
    if (result.kind !== "noEffect" && this.#failures < FAILURES_MIN) return;
    const seconds = Math.max(downSeconds, result.kind === "noEffect" ? result.retryAfterSeconds : 1);
    await this.#note("partnerUnavailable", cause, seconds);
  }

  /** There is more to send than the partner's rate allows. */
  async over(afterSeconds: number): Promise<void> {
    const now = this.#clock.now().getTime();
    const { since, last } = this.#over ?? { since: now, last: now };
    this.#over = now < last + OVER_GAP_MILLIS ? { since, last: now } : { since: now, last: now };
    if (now < this.#over.since + OVER_MILLIS) return;
    await this.#note("rate", "more calls than the allowed rate", Math.max(1, afterSeconds));
  }

  async #note(what: Trouble, cause: string, seconds: number): Promise<void> {
    const now = this.#clock.now();
    const before = this.#noted.get(what);
    const isRecent = before !== undefined && now.getTime() < Date.parse(before.notedAt) + RENEW_MILLIS;
    if (isRecent || (before !== undefined && now.getTime() < Date.parse(before.nextTryAt))) return;
    await attempted(async () => {
      // Read again: another function may have heard an answer since.
      const there = await this.#read(what);
      const since = there !== undefined && isFresh(there, now) ? there.since : now.toISOString();
      const nextTryAt = new Date(now.getTime() + seconds * 1000).toISOString();
      const note = { what, address: this.#address, cause, since, notedAt: now.toISOString(), nextTryAt };
      this.#noted.set(what, note);
      await this.#table.put({ ...troubleKeys.of(what), ...note });
    });
  }

  async #answered(): Promise<void> {
    this.#failures = 0;
    const now = this.#clock.now().getTime();
    this.#lookedAt ??= now;
    const isNoted = this.#noted.delete("partnerUnavailable");
    if (!isNoted && now < this.#lookedAt + LOOK_MILLIS) return;
    this.#lookedAt = now;
    await attempted(async () => {
      const there = await this.#read("partnerUnavailable");
      // What another function has found since stays.
      if (there === undefined) return;
      await this.#table.delete(troubleKeys.of("partnerUnavailable"), { notedAt: there.notedAt });
    });
  }

  async #read(what: Trouble): Promise<PartnerTrouble | undefined> {
    const parsed = PartnerTroubleSchema.safeParse(await this.#table.get(troubleKeys.of(what)));
    return parsed.success ? parsed.data : undefined;
  }
}

/** Telling people is worth less than the work itself. */
async function attempted(write: () => Promise<void>): Promise<void> {
  await write().catch(() => undefined);
}
