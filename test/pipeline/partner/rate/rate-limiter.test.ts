// The shared rate in virtual time: how much of it is used, and that no second sees more than it allows.
import { beforeEach, describe, expect, it } from "vitest";
import { type Caller, type RateAnswer, RateLimiter } from "../../../../pipeline/partner/rate/rate-limiter.ts";
import { MemoryTable } from "../../../fakes/memory-table.ts";

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

let owners = 0;
const limiter = (callsPerSecond: number): RateLimiter =>
  new RateLimiter({
    table,
    clock: time.clock,
    sleep: time.sleep,
    callsPerSecond,
    newOwner: () => `owner${String((owners += 1))}`,
  });

const callerOf = (credential: string, distributor = "demo"): Caller => ({ credential, distributor, stage: "quote" });

/** Each worker makes its calls one after another, each taking `callMillis`; answers the instants of all calls. */
async function work(limiters: readonly RateLimiter[], workersEach: number, callsEach: number, callMillis: number) {
  const instants: number[] = [];
  let left = limiters.length * workersEach;
  for (const one of limiters) {
    for (let worker = 0; worker < workersEach; worker += 1) {
      void (async () => {
        for (let made = 0; made < callsEach;) {
          const answer = await one.take(callerOf("c"));
          if (answer.kind === "over") {
            await time.sleep(answer.afterSeconds * 1000);
            continue;
          }
          await time.sleep(answer.atMillis - time.millis);
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

  it("sends work back that would wait too long", async () => {
    const one = limiter(1);
    const answers: RateAnswer[] = [];
    for (let n = 0; n < 12; n += 1) void one.take(callerOf("c")).then((answer) => answers.push(answer));
    const start = time.millis;
    await time.until(() => answers.length === 12);
    expect(answers.filter(({ kind }) => kind === "taken").length).toBeGreaterThanOrEqual(4);
    expect(answers.filter(({ kind }) => kind === "over").length).toBeGreaterThanOrEqual(5);
    expect(time.millis - start).toBeLessThan(5001);
  });

  it("does not let a message wait beyond its turn, unless its slot is near", async () => {
    const one = limiter(4);
    const answers: RateAnswer[] = [];
    const caller = { ...callerOf("c"), turnMillisLeft: 600 };
    for (let n = 0; n < 20; n += 1) void one.take(caller).then((answer) => answers.push(answer));
    const start = time.millis;
    await time.until(() => answers.length === 20);
    expect(answers.filter(({ kind }) => kind === "taken").length).toBeGreaterThanOrEqual(3);
    expect(time.millis - start).toBeLessThanOrEqual(2200);
  });

  it("ends a delivery's turn early while another distributor goes first", async () => {
    const turn = async (limiters: readonly RateLimiter[], others: number): Promise<number> => {
      const [one, other] = limiters as [RateLimiter, RateLimiter];
      // The huge file's line is ahead by more than a second's calls before the small one comes.
      const warm = Array.from({ length: 60 }, () => one.take(callerOf("c", "huge")));
      let ended = 0;
      for (const answer of warm) void answer.then(() => (ended += 1));
      await time.until(() => ended === warm.length);
      for (let n = 0; n < others; n += 1) void other.take(callerOf("c", "small"));
      const start = time.millis;
      let left = 30;
      let last = start;
      const caller = { ...callerOf("c", "huge"), turnMillisLeft: 2_000 };
      for (let n = 0; n < 30; n += 1) {
        void one.take(caller).then(() => {
          left -= 1;
          last = time.millis;
        });
      }
      await time.until(() => left === 0);
      return last - start;
    };
    const alone = await turn([limiter(10), limiter(10)], 0);
    table = new MemoryTable();
    const beside = await turn([limiter(10), limiter(10)], 60);
    expect(alone).toBeGreaterThan(1_900);
    expect(beside).toBeLessThan(1_200);
  });

  it("serves a distributor that comes later before one whose hundred calls wait", async () => {
    const [one, other] = [limiter(10), limiter(10)];
    const huge: number[] = [];
    const small: number[] = [];
    const call = async (by: RateLimiter, distributor: string, moments: number[]): Promise<void> => {
      const answer = await by.take(callerOf("c", distributor));
      if (answer.kind === "taken") moments.push(answer.atMillis);
    };
    for (let n = 0; n < 100; n += 1) void call(one, "huge", huge);
    const start = time.millis;
    await time.until(() => time.millis >= start + 1000);
    for (let n = 0; n < 5; n += 1) void call(other, "small", small);
    await time.until(() => small.length === 5);
    // What was certain, then the five, a tenth of a second each.
    expect(Math.max(...small) - start).toBeLessThanOrEqual(1000 + 300 + 5 * 104);
  });

  it("pauses for all where the partner asks for longer than a second, and where it refuses again and again", async () => {
    const [one, other] = [limiter(10), limiter(10)];
    const next = async (by: RateLimiter): Promise<number> => {
      let answer: RateAnswer | undefined;
      void by.take(callerOf("c")).then((taken) => (answer = taken));
      await time.until(() => answer !== undefined);
      return answer?.kind === "taken" ? answer.atMillis - time.millis : (answer?.afterSeconds ?? 0) * 1000;
    };
    await next(other);
    one.refused(callerOf("c"), 1);
    await next(one);
    expect(await next(other)).toBeLessThan(500);
    one.refused(callerOf("c"), 30);
    await next(one);
    expect(await next(other)).toBeGreaterThan(15_000);
    time.millis += 60_000;
    for (let n = 0; n < 4; n += 1) one.refused(callerOf("d"), 1);
    const before = time.millis;
    void one.take(callerOf("d"));
    let answered = false;
    void other.take(callerOf("d")).then(() => (answered = true));
    await time.until(() => answered);
    expect(time.millis - before).toBeGreaterThanOrEqual(700);
  });

  it("keeps credentials apart", async () => {
    const one = limiter(1);
    const taken: string[] = [];
    for (const credential of ["a", "b", "c"]) void one.take(callerOf(credential)).then(() => taken.push(credential));
    const start = time.millis;
    await time.until(() => taken.length === 3);
    expect(time.millis).toBe(start);
  });

  it("touches nothing where there is no limit", async () => {
    await limiter(0).take(callerOf("c"));
    expect(table.made).toEqual({ get: 0, put: 0, update: 0, delete: 0 });
  });
});
