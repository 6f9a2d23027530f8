// The words of report.html for what the contracts name in one word, and its legend: people read it who never saw the code.
import type { Issue, RowOutcome } from "../../contracts/outcomes.ts";
import type { Stage } from "../../contracts/stages.ts";

export const OUTCOMES: Readonly<Record<RowOutcome, string>> = {
  handedOff: "handed off",
  failed: "failed",
  held: "held",
  waiting: "waiting",
  unchanged: "unchanged",
};

export const SEVERITIES: Readonly<Record<Issue["severity"], string>> = {
  error: "error",
  warning: "warning",
  fixed: "repaired",
};

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  quote: "Quote",
  credit: "Credit check",
  contract: "Contract and signature",
  order: "Order at AT&T",
  enrich: "Site details",
  customer: "End customer",
  handoff: "Handoff",
  settle: "End",
};

export const LEGEND: readonly (readonly [word: string, meaning: string])[] = [
  ["handed off", "AT&T has acknowledged the site."],
  ["failed", "The site was stopped. The reason says what to do; rows to correct are in failed.csv."],
  ["held", "A person must act; then the order continues from where it stopped."],
  ["waiting", "In progress, or waiting for a credit decision or a signature."],
  ["unchanged", "An earlier file sent the same row; it is not sent twice."],
  ["error", "The row was not sent; the file's policy decides what else is held back."],
  ["warning", "Nothing was stopped, but please check it."],
  ["repaired", "The intended value was certain and was used; the original is shown."],
];

/** `needsAttention` → `needs attention`. */
export const plainWords = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
