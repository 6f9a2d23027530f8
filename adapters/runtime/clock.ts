// The one place of the pipeline that asks the machine for the time and for chance.
import type { Clock } from "../../domain/ports.ts";

export const systemClock: Clock = { now: () => new Date() };

/** In [0, 1). */
export const systemRandom = (): number => Math.random();
