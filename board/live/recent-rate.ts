// Calls per second over the last few seconds, from how a total has grown. Pure.

/** A look back of this length: a burst shows, a single call does not. */
const BACK_MILLIS = 10_000;
/** Less is chance. */
const LEAST_MILLIS = 800;

export class RecentRate {
  readonly #samples: { readonly at: number; readonly total: number }[] = [];

  /** Rounded to a tenth; null until there is something to compare with. `at`: milliseconds of any clock. */
  note(total: number, at: number): number | null {
    const samples = this.#samples;
    // Another run's count begins anew.
    if (total < (samples.at(-1)?.total ?? 0)) samples.length = 0;
    samples.push({ at, total });
    while (samples.length > 2 && (samples[1]?.at ?? at) < at - BACK_MILLIS) samples.shift();
    const [first] = samples;
    if (first === undefined || at - first.at < LEAST_MILLIS) return null;
    return Math.round(((total - first.total) / (at - first.at)) * 10_000) / 10;
  }
}
