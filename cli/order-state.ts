// In what state an order is, in sentences: for somebody who wants to act on it, and for what became of it.
import type { PauseRecord } from "../contracts/pauses.ts";
import type { OrderRecord, SiteRecord } from "../contracts/records.ts";
import { pauseOf, pauseSentence, resumeWords } from "../domain/orders/pause.ts";
import { waitOf } from "../domain/orders/wait.ts";
import { counted } from "./counted.ts";
import { commandTo } from "./run-options.ts";
import type { OptionValues } from "./command-call.ts";
import { AWAITED_WORDS } from "../domain/orders/awaited-words.ts";
import { instantText } from "./shown-values.ts";

/** `PO-7 (o-…)`. */
export const orderName = ({ orderRef, orderId }: OrderRecord): string => `${orderRef} (${orderId})`;

/** Without its subject: `is held in stage quote since …: AT&T refused … (code)`. No period at its end. */
export function stateText(order: OrderRecord, pauses: readonly PauseRecord[] = []): string {
  const { status, stage, reason } = order;
  const why = reason === undefined ? "" : `: ${reason.message.replace(/\.$/, "")} (${reason.code})`;
  const wait = waitOf(order, pauses, undefined);
  const since = wait === undefined ? "" : ` since ${instantText(wait.since)}`;
  switch (status) {
    case "acknowledged":
    case "inProgress": {
      const pause = pauseOf(pauses, order);
      const paused = pause === undefined ? "" : `, and paused${since}: ${pauseSentence(pause).replace(/\.$/, "")}`;
      return `is ${status === "acknowledged" ? "accepted" : "in progress"} in stage ${stage}${paused}`;
    }
    case "pending": {
      const until = typeof wait?.until === "string" ? `, until ${instantText(wait.until)} at most` : "";
      return `waits for ${wait === undefined ? "an answer" : AWAITED_WORDS[wait.what]}${since}${until}`;
    }
    case "held":
      return `is held in stage ${stage}${since}${why}`;
    case "assessingCancellation":
    case "pendingCancellation":
      return "is being canceled";
    case "completed":
      return "is completed: AT&T has all of its sites";
    case "partial":
      return `is over, and some of its sites did not go through${why}`;
    case "failed":
    case "rejected":
      return `failed in stage ${stage}${why}`;
    case "cancelled":
      return "is canceled";
  }
}

/** What can be done about an order that is not held: it cannot be redriven. */
export function insteadOfRedrive(order: OrderRecord, pauses: readonly PauseRecord[], values: OptionValues): string {
  const { status, fileId } = order;
  switch (status) {
    case "acknowledged":
    case "inProgress": {
      const pause = pauseOf(pauses, order);
      return pause === undefined
        ? "It continues by itself; there is nothing to redrive."
        : `It continues when the pause ends: ${commandTo(resumeWords(pause), values)}`;
    }
    case "pending":
      return "It continues with the answer; there is nothing to redrive.";
    case "assessingCancellation":
    case "pendingCancellation":
      return "The cancellation ends by itself within minutes.";
    case "completed":
      return "There is nothing left to do.";
    case "partial":
    case "failed":
    case "rejected":
      return `Correct its rows and send them again; failed.csv comes with: ${commandTo(["results", fileId], values)}`;
    case "cancelled":
      return "To order it anew, send its rows again.";
    case "held":
      return "";
  }
}

/** `2 of 3 sites handed off, 1 failed`. */
export function sitesText(sites: readonly SiteRecord[]): string {
  const of = (...statuses: readonly string[]): number => sites.filter(({ status }) => statuses.includes(status)).length;
  const parts = [
    [of("failed", "rejected", "rejected.validated", "rejected.unassessed"), "failed"],
    [of("cancelled"), "canceled"],
    [of("held"), "held"],
  ] as const;
  const others = parts.filter(([count]) => count > 0).map(([count, word]) => `, ${String(count)} ${word}`);
  return `${String(of("completed"))} of ${counted(sites.length, "site")} handed off${others.join("")}`;
}
