// What a row that has not come to its end waits for, since when, and how long at most: from the order's marks, which say when each
// thing last happened, and from the time-outs of the waits.
import { WAIT_SECONDS } from "../../contracts/limits.ts";
import type { PauseRecord } from "../../contracts/pauses.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import { pausedSince, pauseOf, pauseSentence } from "../orders/pause.ts";

export interface RowWait {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  /** ISO instants; until empty: as long as a person lets it. */
  readonly since: string;
  readonly until: string;
}

const NOTHING_TO_DO = "Nothing to do: the order goes on by itself.";

/** The code of rows that an operator's pause keeps. */
export const PAUSED_CODE = "paused";
const TO_RESUME = "Nothing to correct: the row goes on from where it is when the operator resumes it.";

/** Of an order that is under way. `pauses`: all that there are. */
export function waitOf(order: OrderRecord, pauses: readonly PauseRecord[]): RowWait {
  const { stage, marks = {}, updatedAt } = order;
  const pause = pauseOf(pauses, order);
  if (pause !== undefined) {
    const since = pausedSince(pause, order);
    return { code: PAUSED_CODE, message: pauseSentence(pause), fix: TO_RESUME, since, until: "" };
  }
  if (stage === "credit" && marks["creditAwaited"] !== undefined) {
    return {
      code: "creditAwaited",
      message: "AT&T has not decided the credit yet.",
      fix: "Nothing to do. If it takes long, ask AT&T's credit desk.",
      ...between(marks["creditAwaited"], WAIT_SECONDS.credit),
    };
  }
  if (stage === "contract" && marks["signatureAwaited"] !== undefined) {
    return {
      code: "signatureAwaited",
      message: "The approver has not signed the contract yet.",
      fix: "Ask the approver to sign the contract that AT&T sent by e-mail.",
      ...between(marks["signatureAwaited"], WAIT_SECONDS.contract),
    };
  }
  const since = marks[`${stage}Started`] ?? updatedAt;
  return { ...UNDER_WAY, ...between(since, WAIT_SECONDS.work) };
}

/** Of a row whose order has not been started yet: nobody has noted when. */
export const UNDER_WAY: RowWait = {
  code: "underWay",
  message: "The order is under way.",
  fix: NOTHING_TO_DO,
  since: "",
  until: "",
};

/** A person ends a hold, no time-out does. */
export const heldSince = ({ marks = {}, updatedAt }: OrderRecord): string => marks["orderHeld"] ?? updatedAt;

const between = (since: string, seconds: number): Pick<RowWait, "since" | "until"> => ({
  since,
  until: new Date(Date.parse(since) + seconds * 1000).toISOString(),
});
