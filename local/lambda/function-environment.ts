// One execution environment of a function, as the pool sees it: starts in a thread that hosts several, takes one invocation at a
// time, and can be ended at any moment. An invocation always gets an answer: of the handler, of a crash, or of the timeout.
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { UsedTime } from "./billed-time.ts";
import type { HostThread } from "./host-thread.ts";
import { responseRefusal } from "./payload-limit.ts";
import { WholeLines } from "./whole-lines.ts";
import type { EnvironmentMessage, FunctionError, InvokeResult } from "./protocol.ts";

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
}

export interface InvokeRequest {
  /** JSON text. */
  readonly event: string;
  readonly traceHeader: string;
}

export interface EnvironmentHooks {
  readonly clock: Clock;
  /** Loaded, or failed to load. */
  readonly onStarted: (error: FunctionError | undefined) => void;
  /** It takes no further invocation, for whatever reason. */
  readonly onExit: () => void;
  readonly onLog: (text: string) => void;
  /** A start or an invocation has ended, with what it took. */
  readonly onUsed: (used: UsedTime) => void;
}

export class FunctionEnvironment {
  readonly #settings: FunctionSettings;
  readonly #hooks: EnvironmentHooks;
  readonly #host: HostThread;
  readonly #number: number;
  readonly #lines: WholeLines;
  #started = false;
  #gone = false;
  #settle: ((result: InvokeResult) => void) | undefined;
  /** When the start or the invocation under way began. */
  #beganAt = performance.now();
  #event: string | undefined;

  constructor(settings: FunctionSettings, host: HostThread, hooks: EnvironmentHooks) {
    this.#settings = settings;
    this.#hooks = hooks;
    this.#host = host;
    this.#lines = new WholeLines(hooks.onLog);
    this.#number = host.open({
      start: {
        file: settings.file,
        exportName: settings.exportName,
        functionName: settings.name,
        functionArn: settings.arn,
        memoryMegabytes: String(settings.memoryMegabytes),
        variables: settings.environment,
      },
      hear: (message) => {
        this.#hear(message);
      },
      onThreadExit: ({ errorType, errorMessage }) => {
        this.#crash(errorType, errorMessage);
      },
    });
  }

  invoke({ event, traceHeader }: InvokeRequest): Promise<InvokeResult> {
    const requestId = randomUUID();
    const { timeoutSeconds } = this.#settings;
    const millis = timeoutSeconds * 1000;
    this.#beganAt = performance.now();
    this.#event = event;
    return new Promise((resolve) => {
      const cancel = this.#hooks.clock.setTimer(millis, () => {
        const text = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
        this.#host.end(this.#number);
        this.#crash("Sandbox.Timedout", text);
      });
      this.#settle = (result) => {
        this.#settle = undefined;
        cancel();
        resolve(result);
      };
      if (this.#gone) this.#fail("Runtime.ExitError", "Runtime exited before the invocation");
      else this.#host.invoke(this.#number, { requestId, event, traceHeader, deadlineMillis: Date.now() + millis });
    });
  }

  /** Ends the thread in the middle of whatever it does, with all that it hosts. */
  async terminate(): Promise<void> {
    await this.#host.terminate();
  }

  #hear(message: EnvironmentMessage): void {
    if ("processorMillis" in message) this.#used(message.processorMillis);
    switch (message.type) {
      case "ready":
        this.#start(undefined);
        return;
      case "initFailed":
        this.#start(message.error);
        this.#exit();
        return;
      case "done":
        this.#settle?.(responseOf(message.payload));
        return;
      case "failed":
        this.#settle?.({ ok: false, error: message.error });
        return;
      case "crashed":
        this.#end(message.error.errorType, message.error.errorMessage);
        return;
      case "log":
        this.#lines.add(message.text);
        return;
      case "ended":
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

  /** Ended from outside: it no longer says what it took. */
  #crash(errorType: string, errorMessage: string): void {
    if (this.#gone) return;
    if (this.#settle !== undefined) this.#used(0);
    this.#end(errorType, errorMessage);
  }

  #end(errorType: string, errorMessage: string): void {
    this.#gone = true;
    this.#fail(errorType, errorMessage);
    this.#exit();
  }

  #exit(): void {
    this.#gone = true;
    this.#lines.end();
    this.#hooks.onExit();
  }

  #fail(errorType: string, errorMessage: string): void {
    const error: FunctionError = { errorType, errorMessage, trace: [] };
    this.#start(error);
    this.#settle?.({ ok: false, error });
  }
}

function responseOf(payload: string | undefined): InvokeResult {
  if (payload === undefined) return { ok: true, payload: null };
  return responseRefusal(payload) ?? { ok: true, payload: JSON.parse(payload) };
}
