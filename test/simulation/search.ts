// A search over seeds: in this process, or handed out in small blocks to processes of its own, which report back. What a
// seed comes to does not depend on who runs it.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { RunResult } from "./run-seed.ts";

export interface Block {
  readonly from: number;
  readonly to: number;
}

/** What a block of seeds came to. */
export interface BlockResult {
  readonly seeds: number;
  readonly points: number;
  readonly faults: number;
  readonly events: number;
  /** The story of each failing seed, in their order. */
  readonly stories: readonly string[];
  /** Processor time so far of the process that ran it. */
  readonly cpuSeconds: number;
}

export interface SearchOptions extends Block {
  readonly minutes: number;
  /** Look on after a finding. */
  readonly keepGoing: boolean;
  readonly say: (line: string) => void;
  /** Told on the way, apart from what is found. */
  readonly progress: (line: string) => void;
}

export type RunBlock = (block: Block) => Promise<BlockResult>;

/** Before the clocks are replaced. */
const realNow = performance.now.bind(performance);
const BLOCK_SEEDS = 10;
const PROGRESS_MILLIS = 30_000;

export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** `story`: what is told of a failing seed. */
export async function runBlock(
  { from, to }: Block,
  run: (seed: number) => Promise<RunResult>,
  story: (failing: RunResult) => Promise<string>,
  keepGoing: boolean,
): Promise<BlockResult> {
  const total = { seeds: 0, points: 0, faults: 0, events: 0 };
  const stories: string[] = [];
  for (let seed = from; seed <= to && (keepGoing || stories.length === 0); seed += 1) {
    const result = await run(seed);
    total.seeds += 1;
    total.points += result.points;
    total.faults += result.faults.length;
    total.events += result.events;
    if (result.findings.length > 0) stories.push(await story(result));
  }
  return { ...total, stories, cpuSeconds: cpuSeconds() };
}

/** True: no seed of them breaks a rule. Each runner works through blocks, one after the other. */
export async function search(options: SearchOptions, runners: readonly RunBlock[]): Promise<boolean> {
  const started = realNow();
  const totals = { seeds: 0, failing: 0, points: 0, faults: 0, events: 0 };
  const cpuByRunner = runners.map(() => 0);
  let next = options.from;
  let told = started;
  const isOver = (): boolean =>
    next > options.to || realNow() - started >= options.minutes * 60_000 || (totals.failing > 0 && !options.keepGoing);
  const work = async (runBlock: RunBlock, n: number): Promise<void> => {
    while (!isOver()) {
      const from = next;
      next = Math.min(from + BLOCK_SEEDS, options.to + 1);
      const result = await runBlock({ from, to: next - 1 });
      totals.seeds += result.seeds;
      totals.points += result.points;
      totals.faults += result.faults;
      totals.events += result.events;
      totals.failing += result.stories.length;
      cpuByRunner[n] = result.cpuSeconds;
      for (const story of result.stories) options.say(story);
      if (realNow() - told < PROGRESS_MILLIS) continue;
      told = realNow();
      const seconds = String(Math.round((told - started) / 1000));
      options.progress(`${String(totals.seeds)} seeds, ${String(totals.failing)} failing, ${seconds} s`);
    }
  };
  await Promise.all(runners.map(work));
  const seconds = (realNow() - started) / 1000;
  const cpu = cpuByRunner.reduce((sum, one) => sum + one, 0);
  const rate = (of: number): number => Math.round((totals.seeds / of) * 10) / 10;
  options.say(
    JSON.stringify({
      ...totals,
      ...{ seconds: Math.round(seconds), cpuSeconds: Math.round(cpu) },
      ...{ seedsASecond: rate(seconds), seedsACpuSecond: rate(cpu) },
    }),
  );
  return totals.failing === 0;
}

/** Runs blocks in a process of its own, started with this process's engine options. */
export class SearchProcess implements Disposable {
  readonly #child;

  constructor(args: readonly string[]) {
    this.#child = fork(fileURLToPath(new URL("simulate.ts", import.meta.url)), [...args]);
  }

  run(block: Block): Promise<BlockResult> {
    return new Promise((resolve, reject) => {
      const died = (status: number | null): void =>
        reject(new Error(`the process of seeds ${String(block.from)} to ${String(block.to)} ended: ${String(status)}`));
      this.#child.once("exit", died);
      this.#child.once("message", (result) => {
        this.#child.off("exit", died);
        resolve(result as unknown as BlockResult);
      });
      this.#child.send(block);
    });
  }

  [Symbol.dispose](): void {
    this.#child.disconnect();
  }
}

/** The other side of it: answers one block after the other, until its parent lets go. */
export function answerBlocks(run: RunBlock): void {
  process.on("message", (block) => {
    void run(block as Block).then((result) => process.send?.(result));
  });
}
