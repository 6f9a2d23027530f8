// The environments of one function. An idle one is reused, the latest first, so that the same few are warm. A new one starts
// only when the busy ones have not answered for a moment although the processor has time to spare, because they wait for
// somebody else: starting costs more than most invocations.
import type { OnCloudEvent } from "../cloud-event.ts";
import type { Clock } from "../clock.ts";
import type { Meter } from "../meter/meter.ts";
import { countUsed } from "./billed-time.ts";
import { FunctionEnvironment, type FunctionSettings, type InvokeRequest } from "./function-environment.ts";
import type { HostThreads } from "./host-threads.ts";
import { requestRefusal } from "./payload-limit.ts";
import { invocationHeader, newTraceRoot } from "./lineage.ts";
import type { FunctionError, InvokeResult } from "./protocol.ts";
import type { BudgetMember, EnvironmentBudget } from "./environment-budget.ts";

export interface PoolMeans {
  readonly clock: Clock;
  readonly budget: EnvironmentBudget;
  readonly hosts: HostThreads;
  readonly meter: Meter;
  readonly onEvent: OnCloudEvent;
  readonly onLog: (functionName: string, text: string) => void;
  readonly onInvoked: (functionName: string, run: { readonly millis: number; readonly failed: boolean }) => void;
}

/** A busy function grows after this long without an answer. */
const GROW_MILLIS = 250;

interface Waiting extends InvokeRequest {
  readonly resolve: (result: InvokeResult) => void;
}

export class FunctionPool implements BudgetMember {
  readonly settings: FunctionSettings;
  readonly #concurrencyMax: number;
  readonly #means: PoolMeans;
  readonly #all = new Set<FunctionEnvironment>();
  readonly #idle: FunctionEnvironment[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #freeListeners = new Set<() => void>();
  #starting = 0;
  #answeredAt = 0;
  #growTimer: (() => void) | undefined;
  #closed = false;

  constructor(settings: FunctionSettings, concurrencyMax: number, means: PoolMeans) {
    this.settings = settings;
    this.#concurrencyMax = concurrencyMax;
    this.#means = means;
    means.budget.join(this);
  }

  /** Whether one more invocation would start soon; an event source asks before it takes messages. */
  isReady(): boolean {
    if (this.#waiting.length > 0) return false;
    if (this.#idle.length > 0) return true;
    return this.#all.size === 0 ? !this.#closed : this.#starting === 0 && this.#mayGrow();
  }

  onFree(listener: () => void): void {
    this.#freeListeners.add(listener);
  }

  /** Starts the first environment ahead of the first event. */
  warm(): Promise<void> {
    if (this.#all.size > 0 || this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#grow(resolve);
    });
  }

  /** `causes`: trace headers of what caused the invocation. */
  async invoke(event: unknown, causes: readonly (string | undefined)[] = []): Promise<InvokeResult> {
    const traceHeader = invocationHeader(this.settings.arn, causes, newTraceRoot(this.#means.clock.now()));
    const request: InvokeRequest = { event: JSON.stringify(event), traceHeader };
    const result = requestRefusal(request.event) ?? (await this.#take(request));
    if (!result.ok) this.#report("invoke", result.error);
    return result;
  }

  #take(request: InvokeRequest): Promise<InvokeResult> {
    const idle = this.#idle.pop();
    return idle === undefined ? this.#queue(request) : this.#run(idle, request);
  }

  roomMade(): void {
    if (this.#waiting.length > 0) this.#armGrowth();
  }

  /** Ends the threads of chosen environments in the middle of whatever they do; for chaos tests. */
  async kill(choose: (index: number) => boolean): Promise<number> {
    const chosen = [...this.#all].filter((_environment, index) => choose(index));
    await Promise.all(chosen.map((environment) => environment.terminate()));
    return chosen.length;
  }

  /** Its threads are ended by the process that started them. */
  close(): void {
    this.#closed = true;
    this.#growTimer?.();
    const error: FunctionError = { errorType: "Runtime.ExitError", errorMessage: "the cloud was closed", trace: [] };
    for (const { resolve } of this.#waiting.splice(0)) resolve({ ok: false, error });
  }

  #queue(request: InvokeRequest): Promise<InvokeResult> {
    return new Promise((resolve) => {
      this.#waiting.push({ ...request, resolve });
      if (this.#all.size === 0) this.#grow();
      else this.#armGrowth();
    });
  }

  async #run(environment: FunctionEnvironment, request: InvokeRequest): Promise<InvokeResult> {
    const startedAt = this.#means.clock.now();
    const result = await environment.invoke(request);
    this.#answeredAt = this.#means.clock.now();
    this.#means.onInvoked(this.settings.name, { millis: this.#answeredAt - startedAt, failed: !result.ok });
    if (this.#all.has(environment)) this.#free(environment);
    return result;
  }

  #free(environment: FunctionEnvironment): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      void this.#run(environment, next).then(next.resolve);
      return;
    }
    this.#idle.push(environment);
    for (const listener of this.#freeListeners) listener();
  }

  #mayGrow(): boolean {
    if (this.#closed || this.#all.size >= this.#concurrencyMax) return false;
    const { clock, budget, hosts } = this.#means;
    return clock.now() - this.#answeredAt >= GROW_MILLIS && budget.hasRoom() && !hosts.isSaturated();
  }

  #armGrowth(): void {
    if (this.#growTimer !== undefined || this.#closed) return;
    this.#growTimer = this.#means.clock.setTimer(GROW_MILLIS, () => {
      this.#growTimer = undefined;
      if (this.#waiting.length === 0) return;
      if (this.#starting === 0 && this.#mayGrow()) this.#grow();
      this.#armGrowth();
    });
  }

  #grow(onStarted?: () => void): void {
    if (!this.#means.budget.take(this.#all.size === 0)) {
      onStarted?.();
      return;
    }
    this.#starting += 1;
    const host = this.#means.hosts.place(this.settings.memoryMegabytes);
    const environment = new FunctionEnvironment(this.settings, host, {
      clock: this.#means.clock,
      onLog: (text) => {
        this.#means.onLog(this.settings.name, text);
      },
      onStarted: (error) => {
        this.#starting -= 1;
        if (error === undefined) this.#free(environment);
        else this.#initFailed(error);
        onStarted?.();
      },
      onUsed: (used) => {
        countUsed(this.#means.meter, this.settings, used);
      },
      onExit: () => {
        this.#gone(environment);
      },
    });
    this.#all.add(environment);
  }

  /** As on AWS, the callers that waited for the start get its error. */
  #initFailed(error: FunctionError): void {
    if (this.#closed) return;
    this.#report("init", error);
    this.#waiting.shift()?.resolve({ ok: false, error });
  }

  #gone(environment: FunctionEnvironment): void {
    this.#all.delete(environment);
    const index = this.#idle.indexOf(environment);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#means.budget.giveBack();
    if (this.#waiting.length > 0 && this.#all.size === 0 && !this.#closed) this.#grow();
    if (!this.#closed) for (const listener of this.#freeListeners) listener();
  }

  #report(phase: "init" | "invoke", error: FunctionError): void {
    if (this.#closed) return;
    this.#means.onEvent({
      type: "functionFailed",
      functionName: this.settings.name,
      phase,
      errorName: error.errorType,
      message: error.errorMessage,
    });
  }
}
