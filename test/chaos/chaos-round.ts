// One round with real kills: a file of many orders is dropped into an embedded cloud whose functions are killed at random
// moments while the Ordering API cuts, refuses and delays; an operator goes through what is held; and once everything is
// at rest, nothing may be lost and nothing there twice.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dropFile, fileToDrop } from "../../cli/drop-file.ts";
import { type BatchState, readBatches } from "../../cli/follow-files.ts";
import { VISIBILITY_SECONDS } from "../../contracts/limits.ts";
import { seededRandom } from "../../ordering-api/http/faults.ts";
import { csvOf, type Row, rowsOf } from "../e2e/hand-written-file.ts";
import { type ChaosCloud, LEASE_MILLIS, startChaosCloud } from "./chaos-cloud.ts";
import { type ChaosPartner, FAULTS_WITH_LOOK_UP, FAULTS_WITHOUT_LOOK_UP, startPartner } from "./chaos-partner.ts";
import { checkRest, countsOf, type Dropped } from "./check-rest.ts";
import { attendTo } from "./held-orders.ts";

export interface RoundOptions {
  readonly seed: number;
  readonly sites: number;
  readonly canLookUp: boolean;
  /** The partner's, and where callbacks go: the same for all rounds, since the template contains the first. */
  readonly ports: { readonly partner: number; readonly callbacks: number };
  /** From one kill to the next, on average. */
  readonly killEveryMillis: number;
  /** Kills end after so long, or the round would not. */
  readonly killForMillis: number;
  readonly say: (line: string) => void;
}

export interface RoundOutcome {
  readonly findings: readonly string[];
  readonly kills: number;
  /** Of these, workers in the middle of an invocation. */
  readonly killsInWork: number;
  readonly cuts: number;
  readonly calls: number;
  readonly jumps: number;
  /** Orders held, by reason, summed over all the times that an operator looked. */
  readonly held: Readonly<Record<string, number>>;
  readonly resolved: { readonly happened: number; readonly didNotHappen: number };
  readonly redriven: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const SITES_PER_ORDER_MAX = 12;
/** A person does not get to every held order before the end. */
const LEFT_HELD = 0.1;
/** After so many rounds of an operator kills and faults end; then everything must come to rest. */
const PASSES_IN_CHAOS = 3;
const PASSES_MAX = 12;
/** Somewhat above the longest visibility timeout, the intake queue's. */
const JUMP_MILLIS = (VISIBILITY_SECONDS.intake + 20) * 1000;
/** All of them longer than a lease takes, and far below the day after which a task that nobody answers times out. */
const JUMPS_IN_A_ROW_MAX = 10;
/** Nothing has moved, and nobody is at work: what is left lies hidden in a queue. */
const QUIET_MILLIS = 5_000;
const LOOK_EVERY_MILLIS = 300;
const SETTLED: readonly string[] = ["completed", "needsAttention", "rejected"];

export async function chaosRound(options: RoundOptions): Promise<RoundOutcome> {
  const dir = await mkdtemp(path.join(tmpdir(), "apex-chaos-"));
  const partner = await startPartner({
    port: options.ports.partner,
    callbackPort: options.ports.callbacks,
    faults: options.canLookUp ? FAULTS_WITH_LOOK_UP : FAULTS_WITHOUT_LOOK_UP,
    seed: options.seed,
  });
  try {
    const cloud = await startChaosCloud({
      orderingUrl: partner.url,
      callbackPort: options.ports.callbacks,
      canLookUp: options.canLookUp,
      dataDir: path.join(dir, "cloud"),
    });
    try {
      return await new Round(options, cloud, partner, dir).run();
    } finally {
      await cloud.close();
    }
  } finally {
    await partner.close();
    await rm(dir, { recursive: true, force: true });
  }
}

class Round {
  readonly #options: RoundOptions;
  readonly #cloud: ChaosCloud;
  readonly #partner: ChaosPartner;
  readonly #dir: string;
  readonly #random: () => number;
  readonly #held: string[] = [];
  readonly #left = new Set<string>();
  #kills = 0;
  #jumps = 0;
  #happened = 0;
  #didNotHappen = 0;
  #redriven = 0;
  #isKilling = true;

  constructor(options: RoundOptions, cloud: ChaosCloud, partner: ChaosPartner, dir: string) {
    this.#options = options;
    this.#cloud = cloud;
    this.#partner = partner;
    this.#dir = dir;
    this.#random = seededRandom(options.seed);
  }

  async run(): Promise<RoundOutcome> {
    const started = performance.now();
    const dropped = await this.#drop();
    const killing = this.#kill();
    for (let pass = 1; pass <= PASSES_MAX; pass += 1) {
      const batch = await this.#rest(dropped);
      if (pass === PASSES_IN_CHAOS) this.#calm();
      if (!(await this.#attend(batch)) && !this.#isKilling) break;
    }
    this.#calm();
    await killing;
    await this.#rest(dropped);
    await this.#drain();
    const ledger = await this.#partner.ledger();
    const atRest = await checkRest(this.#cloud, ledger, dropped, path.join(this.#dir, "results"));
    const killsInWork = [...this.#cloud.failures].filter(([what]) => what.endsWith(" Runtime.ExitError"));
    return {
      ...atRest,
      ...this.#partner.counts(),
      kills: this.#kills,
      killsInWork: killsInWork.reduce((sum, [, count]) => sum + count, 0),
      jumps: this.#jumps,
      held: countsOf(this.#held),
      resolved: { happened: this.#happened, didNotHappen: this.#didNotHappen },
      redriven: this.#redriven,
      seconds: (performance.now() - started) / 1000,
    };
  }

  async #drop(): Promise<Dropped> {
    const rows: Row[] = [];
    for (let order = 1; rows.length < this.#options.sites; order += 1) {
      const left = this.#options.sites - rows.length;
      const sites = Math.min(left, 1 + Math.floor(this.#random() * SITES_PER_ORDER_MAX));
      rows.push(...rowsOf(`PO-${String(order)}`, `Company ${String(order)} LLC`, sites));
    }
    const name = `chaos-${randomUUID()}.csv`;
    await writeFile(path.join(this.#dir, name), csvOf(rows));
    const file = await fileToDrop(path.join(this.#dir, name), "demo");
    await dropFile(this.#cloud.store, file, { distributor: "demo", policy: "site" });
    return { fileId: file.fileId, name, siteRefs: rows.map((row) => row["site_ref"] ?? "") };
  }

  async #kill(): Promise<void> {
    const endsAt = performance.now() + this.#options.killForMillis;
    const dying: Promise<void>[] = [];
    while (this.#isKilling && performance.now() < endsAt) {
      await sleep(2 * this.#options.killEveryMillis * this.#random());
      // A thread takes a moment to die, and the next one need not wait for that.
      dying.push(this.#cloud.killOne(this.#random()).then((name) => void (this.#kills += name === undefined ? 0 : 1)));
    }
    this.#isKilling = false;
    await Promise.all(dying);
  }

  #calm(): void {
    this.#isKilling = false;
    this.#partner.calm();
  }

  /** Waits until the file is settled; where nothing moves for a while, time jumps. */
  async #rest(dropped: Dropped): Promise<BatchState> {
    let seen = "";
    let movedAt = performance.now();
    let inRow = 0;
    for (;;) {
      const [batch] = await readBatches(this.#cloud.store.table, [dropped]);
      if (batch?.record !== undefined && SETTLED.includes(batch.record.status)) return batch;
      const shown = JSON.stringify([batch?.record?.status, batch?.orders.map(({ updatedAt }) => updatedAt)]);
      if (shown !== seen) {
        movedAt = performance.now();
        inRow = 0;
      }
      seen = shown;
      if (performance.now() - Math.max(movedAt, this.#partner.lastCallAt()) > QUIET_MILLIS) {
        inRow += 1;
        if (inRow > JUMPS_IN_A_ROW_MAX) throw new Error(`nothing moves any more: ${shown}`);
        this.#jump(batch);
        movedAt = performance.now();
      }
      await sleep(LOOK_EVERY_MILLIS);
    }
  }

  #jump(batch: BatchState | undefined): void {
    this.#jumps += 1;
    this.#cloud.clock.jump(JUMP_MILLIS);
    const stages = countsOf((batch?.orders ?? []).map(({ status, stage }) => `${status} in ${stage}`));
    this.#options.say(`  ${String(this.#kills)} kills; time jumps; ${JSON.stringify(stages)}`);
  }

  /** False: nobody needs a person. */
  async #attend({ orders }: BatchState): Promise<boolean> {
    const held = orders.filter(({ orderId, status }) => status === "held" && !this.#left.has(orderId));
    let attended = 0;
    const movedBefore = this.#redriven;
    for (const order of held) {
      this.#held.push(order.reason?.code ?? "none");
      if (this.#random() < LEFT_HELD) {
        this.#left.add(order.orderId);
        continue;
      }
      attended += 1;
      const { happened, didNotHappen, moved } = await attendTo(this.#cloud.operator, this.#partner, order);
      this.#happened += happened;
      this.#didNotHappen += didNotHappen;
      if (moved) this.#redriven += 1;
    }
    this.#options.say(
      `  ${String(this.#kills)} kills; at rest; ${String(held.length)} orders held ${JSON.stringify(countsOf(this.#held))}`,
    );
    // Where nothing was moved, somebody may hold a lease.
    if (attended > 0) await sleep(this.#redriven > movedBefore ? 1000 : LEASE_MILLIS);
    return attended > 0;
  }

  /** Messages of tasks that are over come back once more, and go. */
  async #drain(): Promise<void> {
    for (let n = 0; n < 30 && (await this.#cloud.messagesLeft()).size > 0; n += 1) {
      this.#cloud.clock.jump(JUMP_MILLIS);
      await sleep(2000);
    }
  }
}
