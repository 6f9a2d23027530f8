// Which thread hosts a new environment. Functions of one memory size share a thread, so that the code of their libraries gets
// hot soon; a further thread starts when it is full, or has no time left while the machine has a processor to spare.
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import type { HostStart } from "./protocol.ts";
import { HostThread } from "./host-thread.ts";

/** Part of its time in which a thread is busy, above which it has none left. */
const SATURATION = 0.85;
/** Threads of one memory size. Two at least: with one, all stages together make some 50 calls per second, and calls that wait for it lose their slots. */
const THREADS_MAX = Math.max(2, availableParallelism() - 1);
/** A look at the load stands for this long. */
const LOOK_MILLIS = 100;

interface Load {
  readonly memoryMegabytes: number;
  active: number;
  /** 0 to 1 of the time between the last two looks. */
  share: number;
}

export class HostThreads {
  readonly #start: HostStart;
  readonly #onLog: (text: string) => void;
  readonly #threads = new Map<HostThread, Load>();
  #lookedAt = performance.now();
  #ownActive = 0;
  #busyThreads = 0;

  constructor(start: HostStart, onLog: (text: string) => void) {
    this.#start = start;
    this.#onLog = onLog;
  }

  /** Starts a thread for functions of this memory size, ahead of their environments. `files`: their code. */
  prepare(memoryMegabytes: number, files: readonly string[]): void {
    this.#add(memoryMegabytes).prepare(files);
  }

  /** For one more environment of a function with this memory size. */
  place(memoryMegabytes: number): HostThread {
    this.#look();
    const fitting = [...this.#threads]
      .filter(([thread, load]) => load.memoryMegabytes === memoryMegabytes && thread.hasRoom)
      .sort(([, one], [, other]) => one.share - other.share);
    const [least] = fitting;
    const isEnough = fitting.length >= THREADS_MAX || this.isSaturated();
    if (least !== undefined && (isEnough || least[1].share < SATURATION)) return least[0];
    return this.#add(memoryMegabytes);
  }

  /** Whether the processors are busy with the threads there are. A thread that waits for a processor counts as busy. */
  isSaturated(): boolean {
    this.#look();
    return this.#busyThreads >= SATURATION * availableParallelism();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#threads.keys()].map((thread) => thread.terminate()));
  }

  #add(memoryMegabytes: number): HostThread {
    const thread = new HostThread(
      { ...this.#start, memoryMegabytes },
      { onExit: () => this.#threads.delete(thread), onLog: this.#onLog },
    );
    this.#threads.set(thread, { memoryMegabytes, active: 0, share: 0 });
    return thread;
  }

  #look(): void {
    const elapsed = performance.now() - this.#lookedAt;
    if (elapsed < LOOK_MILLIS) return;
    const own = performance.eventLoopUtilization().active;
    let busy = (own - this.#ownActive) / elapsed;
    this.#ownActive = own;
    for (const [thread, load] of this.#threads) {
      const active = thread.activeMillis;
      load.share = (active - load.active) / elapsed;
      load.active = active;
      busy += load.share;
    }
    this.#busyThreads = busy;
    this.#lookedAt += elapsed;
  }
}
