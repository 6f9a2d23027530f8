// Tells, while files are followed, what an operator has paused, and that it goes on again: one line each.
import type { Table } from "../adapters/aws/table.ts";
import type { PauseRecord } from "../contracts/pauses.ts";
import { isPaused, pauseSentence, pauseWords, resumeWords } from "../domain/orders/pause.ts";
import type { Clock } from "../domain/ports.ts";
import { PauseStore } from "../pipeline/orders/pause-store.ts";
import { PROGRAM } from "./usage-error.ts";

const LOOK_EVERY_MILLIS = 1_000;

const keyOf = ({ scope, name, since }: PauseRecord): string => `${scope} ${name} ${since}`;

export class PauseWatch {
  readonly #pauses: PauseStore;
  readonly #clock: Clock;
  #told = new Map<string, PauseRecord>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(table: Table, clock: Clock) {
    this.#pauses = new PauseStore(table, clock);
    this.#clock = clock;
  }

  /** What is new since the last look. */
  async news(): Promise<readonly string[]> {
    const now = this.#clock.now().getTime();
    if (now - this.#lookedAt < LOOK_EVERY_MILLIS) return [];
    this.#lookedAt = now;
    const found = new Map((await this.#pauses.all()).filter(isPaused).map((pause) => [keyOf(pause), pause]));
    const before = this.#told;
    this.#told = found;
    const begun = [...found].filter(([key]) => !before.has(key));
    const ended = [...before].filter(([key]) => !found.has(key));
    return [
      ...begun.map(
        ([, pause]) => `${pauseSentence(pause)} Its orders wait. To end it: ${PROGRAM} ${resumeWords(pause).join(" ")}`,
      ),
      ...ended.map(([, pause]) => `The pause of ${pauseWords(pause)} is over; its orders continue.`),
    ];
  }
}
