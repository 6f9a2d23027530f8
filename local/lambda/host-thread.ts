// A thread that hosts execution environments, of functions with the same memory size: libraries are loaded, and their code is
// warm, once for all of them. An environment that ends leaves its module behind, so a thread that has seen many end takes no more.
import { Worker } from "node:worker_threads";
import type {
  EnvironmentMessage,
  EnvironmentStart,
  FunctionError,
  HostAnswer,
  HostMessage,
  HostStart,
} from "./protocol.ts";
import type { Invocation } from "./protocol.ts";
import { WholeLines } from "./whole-lines.ts";

export interface HostSettings extends HostStart {
  /** The heap of all environments together: no function finds more room here than on AWS. */
  readonly memoryMegabytes: number;
}

export interface Hosted {
  readonly start: EnvironmentStart;
  readonly hear: (message: EnvironmentMessage) => void;
  readonly onThreadExit: (error: FunctionError) => void;
}

/** Room for what a wave of invocations allocates: it dies young, and copying it costs more than the memory. */
const YOUNG_GENERATION_MEGABYTES = 16;
/** A thread that does not say within this time that an environment has ended is stuck in it. */
const STUCK_MILLIS = 1_000;
/** Each takes a few megabytes of the heap. */
const ENVIRONMENTS_MAX = 32;

export class HostThread {
  readonly #worker: Worker;
  readonly #hosted = new Map<number, Hosted>();
  readonly #stuckTimers = new Map<number, NodeJS.Timeout>();
  #opened = 0;

  constructor(settings: HostSettings, hooks: { readonly onExit: () => void; readonly onLog: (text: string) => void }) {
    const { memoryMegabytes, ...start } = settings;
    this.#worker = new Worker(new URL("./host-thread.mjs", import.meta.url), {
      workerData: start,
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: memoryMegabytes,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MEGABYTES,
      },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      const lines = new WholeLines(hooks.onLog);
      stream.setEncoding("utf8").on("data", (text: string) => {
        lines.add(text);
      });
    }
    this.#worker.on("message", ({ environment, message }: HostAnswer) => {
      this.#hear(environment, message);
    });
    let error: FunctionError = {
      errorType: "Runtime.ExitError",
      errorMessage: "Runtime exited without providing a reason",
      trace: [],
    };
    this.#worker.on("error", (thrown) => {
      const errorType = thrown instanceof Error ? thrown.name : "Error";
      error = { errorType, errorMessage: thrown instanceof Error ? thrown.message : String(thrown), trace: [] };
    });
    this.#worker.on("exit", () => {
      hooks.onExit();
      for (const { onThreadExit } of this.#hosted.values()) onThreadExit(error);
      this.#hosted.clear();
      for (const timer of this.#stuckTimers.values()) clearTimeout(timer);
    });
  }

  /** Whether it takes another environment. */
  get hasRoom(): boolean {
    return this.#opened < ENVIRONMENTS_MAX;
  }

  /** Milliseconds that the thread has had something to do, since its start. */
  get activeMillis(): number {
    return this.#worker.performance.eventLoopUtilization().active;
  }

  /** The libraries of these functions are loaded while there is nothing else to do. */
  prepare(files: readonly string[]): void {
    this.#post({ type: "prepare", files });
  }

  /** Answers the environment's number. */
  open(hosted: Hosted): number {
    this.#opened += 1;
    this.#hosted.set(this.#opened, hosted);
    this.#post({ environment: this.#opened, type: "open", start: hosted.start });
    return this.#opened;
  }

  invoke(environment: number, invocation: Invocation): void {
    this.#post({ environment, type: "invoke", invocation });
  }

  /** Nothing of the environment has an effect from now on; a thread that cannot even say so is ended, with all that it hosts. */
  end(environment: number): void {
    this.#hosted.delete(environment);
    this.#post({ environment, type: "end" });
    const timer = setTimeout(() => void this.terminate(), STUCK_MILLIS);
    this.#stuckTimers.set(environment, timer);
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(environment: number, message: EnvironmentMessage): void {
    if (message.type === "ended") clearTimeout(this.#stuckTimers.get(environment));
    const hosted = this.#hosted.get(environment);
    if (message.type === "crashed" || message.type === "initFailed") this.#hosted.delete(environment);
    hosted?.hear(message);
  }

  #post(message: HostMessage): void {
    this.#worker.postMessage(message);
  }
}
