// The embedded cloud's clock in a run with real kills: real time that can be put forward. A killed function's messages stay
// hidden for the queue's visibility timeout, twelve minutes as deployed, and nobody waits for that: once nothing moves
// any more, the clock jumps. Threads, sockets and the handlers' own clocks keep to real time.
import { type Clock, systemClock } from "../../local/clock.ts";

interface Timer {
  readonly at: number;
  readonly run: () => void;
  cancel: () => void;
}

export class JumpClock implements Clock {
  readonly #timers = new Set<Timer>();
  #ahead = 0;

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  setTimer(millis: number, run: () => void): () => void {
    const timer: Timer = { at: this.now() + millis, run, cancel: () => undefined };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => {
      this.#timers.delete(timer);
      timer.cancel();
    };
  }

  /** What was to happen in the meantime happens now. */
  jump(millis: number): void {
    this.#ahead += millis;
    for (const timer of this.#timers) {
      timer.cancel();
      this.#arm(timer);
    }
  }

  #arm(timer: Timer): void {
    timer.cancel = systemClock.setTimer(timer.at - this.now(), () => {
      this.#timers.delete(timer);
      timer.run();
    });
  }
}
