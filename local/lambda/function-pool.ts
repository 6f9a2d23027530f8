// The workers of one function. An idle worker is reused, the latest first, so that few stay warm, and ended when it has been
// idle for long. A new one starts only when the busy ones have not answered for a moment although the processor has time to
// spare, because they wait for somebody else: starting costs more than most invocations.
import type { OnCloudEvent } from "../cloud-event.ts";
import type { Clock } from "../clock.ts";
import type { Meter } from "../meter/meter.ts";
import { countUsed } from "./billed-time.ts";
import { type FunctionSettings, FunctionWorker, type InvokeRequest } from "./function-worker.ts";
import { requestRefusal } from "./payload-limit.ts";
import { invocationHeader, newTraceRoot } from "./lineage.ts";
import type { FunctionError, InvokeResult } from "./protocol.ts";
import type { BudgetMember, WorkerBudget } from "./worker-budget.ts";

export interface PoolMeans {
  readonly clock: Clock;
  readonly budget: WorkerBudget;
  readonly meter: Meter;
  readonly onEvent: OnCloudEvent;
  readonly onLog: (functionName: string, text: string) => void;
  readonly onInvoked: (functionName: string, run: { readonly millis: number; readonly failed: boolean }) => void;
}

/** A busy function grows after this long without an answer. */
const GROW_MILLIS = 250;
/** Another function may have an idle worker's place after this long: shorter, and they would take it from each other. */
const IDLE_KEPT_MILLIS = 2_000;
/** An idle worker beside others goes after this long. */
const IDLE_MAX_MILLIS = 20_000;
/** Lambda keeps the last one for minutes: what comes next need not wait for its start. */
const LAST_IDLE_MAX_MILLIS = 300_000;

interface Waiting extends InvokeRequest {
  readonly resolve: (result: InvokeResult) => void;
}

export class FunctionPool implements BudgetMember {
  readonly settings: FunctionSettings;
  readonly #concurrencyMax: number;
  readonly #means: PoolMeans;
  readonly #all = new Set<FunctionWorker>();
  readonly #idle: { readonly worker: FunctionWorker; readonly since: number }[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #freeListeners = new Set<() => void>();
  #starting = 0;
  #answeredAt = 0;
  #growTimer: (() => void) | undefined;
  #idleTimer: (() => void) | undefined;
  #closed = false;

  constructor(settings: FunctionSettings, concurrencyMax: number, means: PoolMeans) {
    this.settings = settings;
    this.#concurrencyMax = concurrencyMax;
    this.#means = means;
    means.budget.join(this);
  }

  get workerCount(): number {
    return this.#all.size;
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

  /** Starts the first worker ahead of the first event. */
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
    const worker = this.#idle.pop()?.worker;
    return worker === undefined ? this.#queue(request) : this.#run(worker, request);
  }

  hasSpare(): boolean {
    return this.#all.size > 1 && this.#hasIdled(IDLE_KEPT_MILLIS);
  }

  giveUpIdle(): boolean {
    return this.hasSpare() && this.#endIdle(IDLE_KEPT_MILLIS);
  }

  activeMillis(): number {
    return [...this.#all].reduce((sum, worker) => sum + worker.activeMillis, 0);
  }

  roomMade(): void {
    if (this.#waiting.length > 0) this.#armGrowth();
  }

  /** Ends workers in the middle of whatever they do; for chaos tests. */
  async kill(choose: (index: number) => boolean): Promise<number> {
    const chosen = [...this.#all].filter((_worker, index) => choose(index));
    await Promise.all(chosen.map((worker) => worker.terminate()));
    return chosen.length;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#growTimer?.();
    this.#idleTimer?.();
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
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

  async #run(worker: FunctionWorker, request: InvokeRequest): Promise<InvokeResult> {
    const startedAt = this.#means.clock.now();
    const result = await worker.invoke(request);
    this.#answeredAt = this.#means.clock.now();
    this.#means.onInvoked(this.settings.name, { millis: this.#answeredAt - startedAt, failed: !result.ok });
    if (this.#all.has(worker)) this.#free(worker);
    return result;
  }

  #free(worker: FunctionWorker): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      void this.#run(worker, next).then(next.resolve);
      return;
    }
    this.#idle.push({ worker, since: this.#means.clock.now() });
    this.#armIdle();
    for (const listener of this.#freeListeners) listener();
  }

  #hasIdled(millis: number): boolean {
    const [longest] = this.#idle;
    return longest !== undefined && this.#means.clock.now() - longest.since >= millis;
  }

  /** The one idle for longest, if it has been for so long. */
  #endIdle(millis: number): boolean {
    const [longest] = this.#idle;
    if (longest === undefined || !this.#hasIdled(millis)) return false;
    this.#idle.shift();
    this.#all.delete(longest.worker);
    void longest.worker.terminate();
    return true;
  }

  #armIdle(): void {
    this.#idleTimer?.();
    this.#idleTimer = undefined;
    const [longest] = this.#idle;
    if (longest === undefined || this.#closed) return;
    const keptMillis = this.#all.size > 1 ? IDLE_MAX_MILLIS : LAST_IDLE_MAX_MILLIS;
    this.#idleTimer = this.#means.clock.setTimer(longest.since + keptMillis - this.#means.clock.now(), () => {
      this.#endIdle(keptMillis);
      this.#armIdle();
    });
  }

  #mayGrow(): boolean {
    if (this.#closed || this.#all.size >= this.#concurrencyMax) return false;
    const { clock, budget } = this.#means;
    return clock.now() - this.#answeredAt >= GROW_MILLIS && budget.hasRoom(this) && !budget.isSaturated();
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
    if (!this.#means.budget.take(this.#all.size === 0, this)) {
      onStarted?.();
      return;
    }
    this.#starting += 1;
    const worker = new FunctionWorker(this.settings, {
      clock: this.#means.clock,
      onLog: (text) => {
        this.#means.onLog(this.settings.name, text);
      },
      onStarted: (error) => {
        this.#starting -= 1;
        if (error === undefined) this.#free(worker);
        else this.#initFailed(error);
        onStarted?.();
      },
      onUsed: (used) => {
        countUsed(this.#means.meter, this.settings, used);
      },
      onExit: () => {
        this.#gone(worker);
      },
    });
    this.#all.add(worker);
  }

  /** As on AWS, whoever waited for the start gets its error. */
  #initFailed(error: FunctionError): void {
    if (this.#closed) return;
    this.#report("init", error);
    this.#waiting.shift()?.resolve({ ok: false, error });
  }

  #gone(worker: FunctionWorker): void {
    this.#all.delete(worker);
    const index = this.#idle.findIndex((one) => one.worker === worker);
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
