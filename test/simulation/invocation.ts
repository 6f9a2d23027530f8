// One invocation of a simulated function and the instance that runs it: what is killed does nothing more, and what is still
// under way when its function has answered is frozen until the instance runs again, as in Lambda.
import { AsyncLocalStorage } from "node:async_hooks";

export class Instance {
  readonly functionName: string;
  /** The invocation that runs now. */
  active: Invocation | undefined;
  dead = false;
  readonly #frozen: (() => void)[] = [];

  constructor(functionName: string) {
    this.functionName = functionName;
  }

  thaw(): void {
    for (const act of this.#frozen.splice(0)) act();
  }

  freeze(act: () => void): void {
    this.#frozen.push(act);
  }
}

export class Invocation {
  readonly instance: Instance;
  /** Passed on by the SDK's clients. */
  readonly traceHeader: string;
  readonly #onKilled: (reason: string) => void;

  constructor(instance: Instance, traceHeader: string, onKilled: (reason: string) => void) {
    this.instance = instance;
    this.traceHeader = traceHeader;
    this.#onKilled = onKilled;
  }

  get dead(): boolean {
    return this.instance.dead;
  }

  /** The process is gone: none of its promises is ever settled again. */
  kill(reason: string): void {
    if (this.dead) return;
    this.instance.dead = true;
    this.instance.active?.ended(reason);
  }

  ended(reason: string): void {
    this.#onKilled(reason);
  }

  /** Runs what the outside answers, when and if this process can hear it. */
  hear(act: () => void): void {
    if (this.dead) return;
    if (this.instance.active === undefined) {
      this.instance.freeze(() => {
        this.hear(act);
      });
      return;
    }
    currentInvocation.run(this, act);
  }
}

export const currentInvocation = new AsyncLocalStorage<Invocation>();
