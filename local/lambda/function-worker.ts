// One worker thread with one function loaded: starts, takes one invocation at a time, and can be ended at any moment. An
// invocation always gets an answer: of the handler, of a crash, or of the timeout.
import { randomUUID } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { Clock } from "../clock.ts";
import type { UsedTime } from "./billed-time.ts";
import { responseRefusal } from "./payload-limit.ts";
import { WholeLines } from "./whole-lines.ts";
import type { FunctionError, InvokeMessage, InvokeResult, WorkerMessage, WorkerStart } from "./protocol.ts";

export interface FunctionSettings {
  readonly name: string;
  readonly arn: string;
  /** What may stand behind the ARN: `$LATEST`, a version, an alias. */
  readonly qualifiers: readonly string[];
  readonly file: string;
  readonly exportName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Where V8 keeps compiled code: it saves each further worker a fifth of its start and 10 MB. */
  readonly compileCacheDir: string;
}

export interface InvokeRequest {
  /** JSON text. */
  readonly event: string;
  readonly traceHeader: string;
}

export interface WorkerHooks {
  readonly clock: Clock;
  /** Loaded, or failed to load. */
  readonly onStarted: (error: FunctionError | undefined) => void;
  /** The thread is gone, for whatever reason. */
  readonly onExit: () => void;
  readonly onLog: (text: string) => void;
  /** A start or an invocation has ended, with what it took. */
  readonly onUsed: (used: UsedTime) => void;
}

/** Young generation of a worker's heap: large ones take memory many times over, small ones only cost the collector. */
const YOUNG_GENERATION_MEGABYTES = 4;

export class FunctionWorker {
  readonly #settings: FunctionSettings;
  readonly #hooks: WorkerHooks;
  readonly #worker: Worker;
  #started = false;
  #gone = false;
  #settle: ((result: InvokeResult) => void) | undefined;
  /** When the start or the invocation under way began. */
  #beganAt = performance.now();
  #event: string | undefined;

  constructor(settings: FunctionSettings, hooks: WorkerHooks) {
    this.#settings = settings;
    this.#hooks = hooks;
    const start: WorkerStart = {
      file: settings.file,
      exportName: settings.exportName,
      functionName: settings.name,
      functionArn: settings.arn,
      memoryMegabytes: String(settings.memoryMegabytes),
      compileCacheDir: settings.compileCacheDir,
    };
    this.#worker = new Worker(new URL("./worker.mjs", import.meta.url), {
      workerData: start,
      env: { ...settings.environment },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: settings.memoryMegabytes,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MEGABYTES,
      },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      const lines = new WholeLines(hooks.onLog);
      stream.setEncoding("utf8").on("data", (text: string) => {
        lines.add(text);
      });
      stream.on("end", () => {
        lines.end();
      });
    }
    this.#worker.on("message", (message: WorkerMessage) => {
      this.#hear(message);
    });
    this.#worker.on("error", (error) => {
      const name = error instanceof Error ? error.name : "Error";
      this.#fail(name, error instanceof Error ? error.message : String(error));
    });
    this.#worker.on("exit", () => {
      this.#gone = true;
      this.#fail("Runtime.ExitError", "Runtime exited without providing a reason");
      hooks.onExit();
    });
  }

  /** Milliseconds that its thread has had something to do, since its start. */
  get activeMillis(): number {
    return this.#worker.performance.eventLoopUtilization().active;
  }

  invoke({ event, traceHeader }: InvokeRequest): Promise<InvokeResult> {
    const requestId = randomUUID();
    const { timeoutSeconds } = this.#settings;
    const millis = timeoutSeconds * 1000;
    this.#beganAt = performance.now();
    this.#event = event;
    const message: InvokeMessage = { requestId, event, traceHeader, deadlineMillis: Date.now() + millis };
    return new Promise((resolve) => {
      const cancel = this.#hooks.clock.setTimer(millis, () => {
        const text = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
        this.#fail("Sandbox.Timedout", text);
        void this.terminate();
      });
      this.#settle = (result) => {
        this.#settle = undefined;
        cancel();
        resolve(result);
      };
      if (this.#gone) this.#fail("Runtime.ExitError", "Runtime exited before the invocation");
      else this.#worker.postMessage(message);
    });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(message: WorkerMessage): void {
    this.#used(message.processorMillis);
    switch (message.type) {
      case "ready":
        this.#start(undefined);
        return;
      case "initFailed":
        this.#start(message.error);
        void this.terminate();
        return;
      case "done":
        this.#settle?.(responseOf(message.payload));
        return;
      case "failed":
        this.#settle?.({ ok: false, error: message.error });
    }
  }

  #used(processorMillis: number): void {
    const wallMillis = performance.now() - this.#beganAt;
    this.#hooks.onUsed({ event: this.#event, wallMillis, processorMillis });
  }

  #start(error: FunctionError | undefined): void {
    if (this.#started) return;
    this.#started = true;
    this.#hooks.onStarted(error);
  }

  #fail(errorType: string, errorMessage: string): void {
    const error: FunctionError = { errorType, errorMessage, trace: [] };
    // A thread that is ended no longer says what it took.
    if (this.#settle !== undefined) this.#used(0);
    this.#start(error);
    this.#settle?.({ ok: false, error });
  }
}

function responseOf(payload: string | undefined): InvokeResult {
  if (payload === undefined) return { ok: true, payload: null };
  return responseRefusal(payload) ?? { ok: true, payload: JSON.parse(payload) };
}
