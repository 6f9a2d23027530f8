// Rate and fairness on a virtual clock: the deployed limiter and its table, before them consumers as deployed (batches, turns,
// sites of a chunk at once), behind them a partner with a strict window of a second; latencies from a seed. Shows what the
// design gives where no processor is short (rate-model-runs.ts).
import { RATE } from "../../pipeline/partner/rate/rate-settings.ts";
import { type Caller, RateLimiter } from "../../pipeline/partner/rate/rate-limiter.ts";
import { batchSizeOf } from "../../infra/pipeline/pipeline-parts.ts";
import type { Stage } from "../../contracts/stages.ts";
import { CHUNK_SITES, CHUNK_SITES_AT_ONCE } from "../../contracts/limits.ts";
import { MemoryTable } from "../fakes/memory-table.ts";
import { ModelTime, seeded } from "./model-time.ts";

export interface ModelOptions {
  readonly seed: number;
  readonly rate: number;
  /** Functions of each stage at once. */
  readonly workers: number;
  /** Longest way of a call to the partner, beyond the shortest. */
  readonly jitterMillis?: number;
}

interface FileShape {
  readonly distributor: string;
  readonly orders: number;
  readonly sites: number;
  readonly atSeconds: number;
}

export interface Modelled {
  /** Seconds from each file's drop to its end, in the order given. */
  readonly seconds: readonly number[];
  readonly calls: number;
  readonly refused: number;
  /** Of the rate, in the seconds in which calls waited all the time. */
  readonly shareUsed: number;
  readonly tableRequests: number;
}

const CREDENTIAL = "c";
const EDGE_SECONDS = 3;
const JITTER_MILLIS = 10;
/** Milliseconds, least and most: a request to the table, a partner's answer, the work around a message. */
const TABLE = [3, 15] as const;
const ANSWER = [50, 400] as const;
const AROUND = [20, 60] as const;

/** Calls of an order one after the other, by stage; the chunk stages' are a site's. */
const CALLS: readonly (readonly [stage: Stage, calls: number])[] = [
  ["quote", 3],
  ["credit", 1],
  ["contract", 1],
  ["order", 1],
  ["enrich", 3],
  ["customer", 2],
  ["handoff", 1],
];

interface Message {
  readonly stage: Stage;
  readonly distributor: string;
  /** Calls left, of each site; of an order's own stages one entry. */
  readonly left: number[];
  readonly done: () => void;
}

class Model {
  readonly #options: ModelOptions;
  readonly #time = new ModelTime();
  readonly #table = new MemoryTable();
  readonly #between: (range: readonly [number, number]) => number;
  readonly #queues = new Map<Stage, Map<string, Message[]>>();
  readonly #idle = new Map<Stage, RateLimiter[]>();
  readonly #arrivals: number[] = [];
  readonly #window: number[] = [];
  #refused = 0;
  #owners = 0;

  constructor(options: ModelOptions) {
    this.#options = options;
    const chance = seeded(options.seed);
    this.#between = ([least, most]) => least + (most - least) * chance();
    for (const [stage] of CALLS) {
      this.#queues.set(stage, new Map());
      this.#idle.set(
        stage,
        Array.from({ length: options.workers }, () => this.#limiter()),
      );
    }
  }

  async run(files: readonly FileShape[]): Promise<Modelled> {
    const seconds: number[] = files.map(() => Number.NaN);
    let left = files.length;
    for (const [index, file] of files.entries()) {
      void this.#file(file).then((took) => {
        seconds[index] = took / 1000;
        left -= 1;
      });
    }
    await this.#time.until(() => left === 0);
    const [first = 0, last = 0] = [this.#arrivals[0], this.#arrivals.at(-1)];
    const [from, to] = [first + EDGE_SECONDS * 1000, last - EDGE_SECONDS * 1000];
    const within = this.#arrivals.filter((at) => at >= from && at < to).length;
    return {
      seconds,
      calls: this.#arrivals.length,
      refused: this.#refused,
      shareUsed: (1000 * within) / ((to - from) * this.#options.rate),
      tableRequests: Object.values(this.#table.made).reduce((sum, made) => sum + made, 0),
    };
  }

  #limiter(): RateLimiter {
    const { rate } = this.#options;
    const slow = async <T>(answer: () => Promise<T>): Promise<T> => {
      const range = TABLE.map((millis) => millis / 2) as [number, number];
      await this.#time.sleep(this.#between(range));
      const result = await answer();
      await this.#time.sleep(this.#between(range));
      return result;
    };
    const table = this.#table;
    return new RateLimiter({
      table: {
        get: (key) => slow(() => table.get(key)),
        put: (item, how) => slow(() => table.put(item, how)),
        update: (key, update) => slow(() => table.update(key, update)),
        delete: (key, when) => slow(() => table.delete(key, when)),
        query: (pk, how) => table.query(pk, how),
        queryIndex: (pk, how) => table.queryIndex(pk, how),
        getMany: (keys) => table.getMany(keys),
        putMany: (items) => table.putMany(items),
      },
      clock: { now: () => new Date(this.#time.millis) },
      sleep: (millis) => this.#time.sleep(millis),
      callsPerSecond: rate,
      newOwner: () => `m${String((this.#owners += 1))}`,
    });
  }

  async #file({ distributor, orders, sites, atSeconds }: FileShape): Promise<number> {
    await this.#time.sleep(atSeconds * 1000);
    const since = this.#time.millis;
    await Promise.all(Array.from({ length: orders }, () => this.#order(distributor, sites)));
    return this.#time.millis - since;
  }

  async #order(distributor: string, sites: number): Promise<void> {
    for (const [stage, calls] of CALLS) {
      const chunks = stage === "enrich" || stage === "handoff" ? chunkSizes(sites) : [1];
      await Promise.all(
        chunks.map((size) => this.#send({ stage, distributor, left: Array.from({ length: size }, () => calls) })),
      );
    }
  }

  #send(message: Omit<Message, "done">): Promise<void> {
    return new Promise((done) => {
      this.#queue({ ...message, done });
    });
  }

  #queue(message: Message): void {
    const groups = this.#queues.get(message.stage);
    const waiting = groups?.get(message.distributor);
    if (waiting === undefined) groups?.set(message.distributor, [message]);
    else waiting.push(message);
    this.#pump(message.stage);
  }

  #pump(stage: Stage): void {
    const idle = this.#idle.get(stage) ?? [];
    const groups = this.#queues.get(stage) ?? new Map<string, Message[]>();
    while (idle.length > 0 && groups.size > 0) {
      const batch: Message[] = [];
      while (batch.length < batchSizeOf(stage, this.#options.rate)) {
        const [turn] = groups;
        const message = turn?.[1].shift();
        if (turn === undefined || message === undefined) break;
        batch.push(message);
        groups.delete(turn[0]);
        if (turn[1].length > 0) groups.set(turn[0], turn[1]);
      }
      const worker = idle.shift();
      if (worker === undefined) return;
      void Promise.all(batch.map((message) => this.#deliver(worker, message))).then(() => {
        idle.push(worker);
        this.#pump(stage);
      });
    }
  }

  /** One delivery of a message: as many of its calls as its turn allows; then it is done, or goes on in another. */
  async #deliver(worker: RateLimiter, message: Message): Promise<void> {
    const turnEnds = this.#time.millis + RATE.turnMillis;
    /** Seconds after which what was put off may be tried again. */
    const waits: number[] = [];
    await this.#time.sleep(this.#between(AROUND));
    const sites = message.left.keys();
    const walker = async (): Promise<void> => {
      for (const site of sites) {
        while ((message.left[site] ?? 0) > 0 && waits.length === 0) {
          const caller = { credential: CREDENTIAL, distributor: message.distributor, stage: message.stage };
          const after = await this.#call(worker, { ...caller, turnMillisLeft: turnEnds - this.#time.millis });
          if (after === undefined) message.left[site] = (message.left[site] ?? 0) - 1;
          else waits.push(after);
        }
      }
    };
    await Promise.all(Array.from({ length: CHUNK_SITES_AT_ONCE }, walker));
    await this.#time.sleep(this.#between(AROUND));
    if (waits.length === 0) message.done();
    else void this.#time.sleep(Math.max(...waits) * 1000).then(() => this.#queue(message));
  }

  /** Undefined: it was answered; else seconds until it may be tried again. */
  async #call(worker: RateLimiter, caller: Caller): Promise<number | undefined> {
    const slot = await worker.take(caller);
    if (slot.kind === "over") return slot.afterSeconds;
    const { rate, jitterMillis = JITTER_MILLIS } = this.#options;
    await this.#time.sleep(Math.max(0, slot.atMillis - this.#time.millis) + this.#between([0, jitterMillis]));
    const now = this.#time.millis;
    this.#arrivals.push(now);
    while ((this.#window[0] ?? now) <= now - 1000) this.#window.shift();
    if (this.#window.length >= rate) {
      this.#refused += 1;
      worker.refused(caller, 1);
      return 1;
    }
    this.#window.push(now);
    await this.#time.sleep(this.#between(ANSWER));
    return undefined;
  }
}

function chunkSizes(sites: number): number[] {
  const whole = Array.from({ length: Math.floor(sites / CHUNK_SITES) }, () => CHUNK_SITES);
  return sites % CHUNK_SITES === 0 ? whole : [...whole, sites % CHUNK_SITES];
}

export async function modelled(options: ModelOptions, files: readonly FileShape[]): Promise<Modelled> {
  return await new Model(options).run(files);
}
