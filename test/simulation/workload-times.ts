// When the files of a run are dropped first, milliseconds after its start.
import type { Chance } from "./chance.ts";

const MINUTE = 60_000;

export const dropMillis = (chance: Chance, n: number): number => chance.of(`file ${String(n)} at`) * 30 * MINUTE;
export const firstDropMillis = (chance: Chance): number => dropMillis(chance, 0);
