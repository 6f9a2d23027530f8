// The shared rate in virtual time: how much of it is used, and that no second sees more than it allows.
import { beforeEach, describe, expect, it } from "vitest";
import { RateLimiter } from "../../../adapters/partner-calls/rate-limiter.ts";
import { MemoryTable } from "../../fakes/memory-table.ts";

/** Virtual time: a sleeper wakes when everything else that can run has run, earliest first. */
class VirtualTime {
  millis = Date.parse("2026-11-23T06:00:00.000Z");
  readonly #sleepers: { at: number; wake: () => void }[] = [];
  readonly clock = { now: () => new Date(this.millis) };
  readonly sleep = async (millis: number): Promise<void> => {
    await new Promise<void>((wake) => this.#sleepers.push({ at: this.millis + millis, wake }));
  };

  async until(done: () => boolean): Promise<void> {
    while (!done()) {
      await new Promise((resolve) => setImmediate(resolve));
      if (done()) return;
      this.#sleepers.sort((a, b) => a.at - b.at);
      const next = this.#sleepers.shift();
      if (next === undefined) continue;
      this.millis = Math.max(this.millis, next.at);
      next.wake();
    }
  }
}

let time: VirtualTime;
let table: MemoryTable;
beforeEach(() => {
  time = new VirtualTime();
  table = new MemoryTable();
});

const limiter = (callsPerSecond: number, waitMillisMax?: number): RateLimiter =>
  new RateLimiter({
    table,
    clock: time.clock,
    sleep: time.sleep,
    callsPerSecond,
    ...(waitMillisMax !== undefined && { waitMillisMax }),
  });

/** Each worker makes its calls one after another, each taking `callMillis`; answers the instants of all calls. */
async function work(limiters: readonly RateLimiter[], workersEach: number, callsEach: number, callMillis: number) {
  const instants: number[] = [];
  let left = limiters.length * workersEach;
  for (const one of limiters) {
    for (let worker = 0; worker < workersEach; worker += 1) {
      void (async () => {
        for (let made = 0; made < callsEach;) {
          const answer = await one.take("c");
          if (answer.kind === "over") {
            await time.sleep(answer.afterSeconds * 1000);
            continue;
          }
          instants.push(time.millis);
          made += 1;
          await time.sleep(callMillis);
        }
        left -= 1;
      })();
    }
  }
  await time.until(() => left === 0);
  return instants.sort((a, b) => a - b);
}

/** Most calls in any second. */
function busiest(instants: readonly number[]): number {
  let from = 0;
  return instants.reduce((most, instant, to) => {
    while ((instants[from] ?? instant) <= instant - 1000) from += 1;
    return Math.max(most, to - from + 1);
  }, 0);
}

describe("the shared rate", () => {
  it.each([
    [20, 4, 6, 50],
    [20, 20, 2, 300],
    [200, 3, 40, 20],
    [1.5, 2, 2, 10],
  ])(
    "of %d a second is used to 95 parts in 100 and never exceeded, by %d functions of %d workers",
    async (rate, functions, workers, millis) => {
      const limiters = Array.from({ length: functions }, () => limiter(rate));
      const instants = await work(limiters, workers, Math.ceil((rate * 30) / (functions * workers)), millis);
      const seconds = ((instants.at(-1) ?? 0) - (instants[0] ?? 0)) / 1000;
      expect(busiest(instants)).toBeLessThanOrEqual(Math.ceil(rate) + 1);
      expect(instants.length / seconds).toBeGreaterThan(rate * 0.95);
    },
  );

  it("does not cost a write a call", async () => {
    const instants = await work([limiter(200)], 40, 50, 20);
    expect(instants).toHaveLength(2000);
    expect(table.made.update).toBeLessThan(200);
  });

  it("does not save up slots while idle", async () => {
    const one = limiter(10);
    await work([one], 1, 1, 10);
    time.millis += 3_600_000;
    expect(busiest(await work([one], 30, 1, 10))).toBeLessThanOrEqual(11);
  });

  it("sends work back that would wait too long, and says for how long", async () => {
    const one = limiter(1, 2000);
    const answers: unknown[] = [];
    for (let n = 0; n < 6; n += 1) void one.take("c").then((answer) => answers.push(answer));
    await time.until(() => answers.length === 6);
    expect(answers.filter((answer) => (answer as { kind: string }).kind === "over").length).toBeGreaterThan(0);
  });

  it("keeps credentials apart", async () => {
    const one = limiter(1);
    const taken: string[] = [];
    for (const credential of ["a", "b", "c"]) void one.take(credential).then(() => taken.push(credential));
    const start = time.millis;
    await time.until(() => taken.length === 3);
    expect(time.millis).toBe(start);
  });

  it("touches nothing where there is no limit", async () => {
    await limiter(0).take("c");
    expect(table.made).toEqual({ get: 0, put: 0, update: 0, delete: 0 });
  });
});
