// Cancellation: everything an execution waits for (timers, task tokens, calls in flight) hangs on a scope, and cancelling
// the scope lets go of all of it at once, in the order in which it was taken up.
import { Cancelled } from "./failures.ts";

export interface Settle<T> {
  resolve(value: T): void;
  reject(reason: Error): void;
  /** Nothing that comes after the first outcome counts. */
  readonly done: () => boolean;
}

export class Scope {
  readonly #hooks = new Set<() => void>();
  #cancelled = false;

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** A scope that ends with this one, or earlier. */
  child(): Scope {
    const child = new Scope();
    const release = this.onCancel(() => {
      child.cancel();
    });
    child.onCancel(release);
    return child;
  }

  /** Returns how to take the hook back. */
  onCancel(hook: () => void): () => void {
    this.#hooks.add(hook);
    return () => {
      this.#hooks.delete(hook);
    };
  }

  cancel(): void {
    this.#cancelled = true;
    for (const hook of [...this.#hooks]) hook();
    this.#hooks.clear();
  }

  check(): void {
    if (this.#cancelled) throw new Cancelled();
  }

  /** Waits for what `start` sets up; what it returns is called once, whichever way the wait ends. */
  suspend<T>(start: (settle: Settle<T>) => () => void): Promise<T> {
    this.check();
    return new Promise<T>((resolve, reject) => {
      let done = false;
      // The start may settle before it has returned how to let go.
      let dispose = (): void => undefined;
      const end = (act: () => void): void => {
        if (done) return;
        done = true;
        release();
        dispose();
        act();
      };
      const settle: Settle<T> = {
        resolve: (value) => {
          end(() => {
            resolve(value);
          });
        },
        reject: (reason) => {
          end(() => {
            reject(reason);
          });
        },
        done: () => done,
      };
      const release = this.onCancel(() => {
        settle.reject(new Cancelled());
      });
      dispose = start(settle);
      if (settle.done()) dispose();
    });
  }
}
