// Waits for something that happens by itself: looks again and again until there is an answer, or gives up.
import { setImmediate } from "node:timers/promises";

const PATIENCE_MILLIS = 10_000;

export async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MILLIS; Date.now() < end; await setImmediate()) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error("it did not happen in time");
}
