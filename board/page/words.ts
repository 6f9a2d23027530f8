// How the page writes figures, times and states.
import { LEASE_WORDS, type LeaseName } from "../../domain/orders/leases.ts";
import { dollars, plural, shownInstant, stageWords } from "../../domain/results/report-markup.ts";

export { AWAITED_WORDS } from "../../domain/orders/awaited-words.ts";
export { dollars, plural, shownInstant, stageWords };
export { plainWords, STAGE_WORDS } from "../../domain/results/report-words.ts";

const UNITS: readonly (readonly [millis: number, name: string])[] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** `3 h`, the largest whole unit. */
export function ageText(since: string, now: number): string {
  const age = Math.max(0, now - Date.parse(since));
  const [millis, name] = UNITS.find(([unit]) => age >= unit) ?? [1000, "s"];
  return `${String(Math.floor(age / millis))} ${name}`;
}

/** With its seconds: what happened in one minute has an order. */
export const shownMoment = (instant: string): string =>
  `${shownInstant(instant).replace(/ UTC$/, "")}${instant.slice(16, 19)} UTC`;

export const count = (value: number): string => value.toLocaleString("en-US");

export const usd = (amount: number): string => `$${amount.toFixed(amount < 1 ? 4 : 2)}`;

/** The color class of a state: red for what ended badly, amber for what needs a person. */
export function tone(status: string): "ok" | "bad" | "warn" | "wait" | "quiet" {
  if (status === "completed" || status === "handedOff") return "ok";
  if (/^(failed|rejected|gone|cancelled)/.test(status)) return "bad";
  if (/^(held|needsAttention|partial)$/.test(status)) return "warn";
  return status === "unchanged" ? "quiet" : "wait";
}

export const leaseWords = (lease: LeaseName): string => LEASE_WORDS[lease];
