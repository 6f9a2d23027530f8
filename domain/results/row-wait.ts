// What a row that has not come to its end waits for, since when, and how long at most: from the order's marks, which say when each
// thing last happened, and from the time-outs of the waits.
import { WAIT_SECONDS } from "../../contracts/limits.ts";
import type { PauseRecord } from "../../contracts/pauses.ts";
import type { PartnerTrouble } from "../../contracts/partner-trouble.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import { isKeptBy, troubleSentence } from "../orders/partner-wait.ts";
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
const UNTIL_RESUMED = "The row goes on from where it is when an operator ends the pause; no day is set for that.";
const TO_RESUME = "Nothing to correct. If it is urgent, ask the operator to end the pause.";

/** What keeps orders: all pauses that there are, and the partner's trouble, if there is one. */
export interface Obstacles {
  readonly pauses: readonly PauseRecord[];
  readonly trouble: PartnerTrouble | undefined;
}

/** Of an order that is under way. */
export function waitOf(order: OrderRecord, { pauses, trouble }: Obstacles): RowWait {
  const { stage, marks = {}, updatedAt } = order;
  const pause = pauseOf(pauses, order);
  if (pause !== undefined) {
    const since = pausedSince(pause, order);
    const message = `${pauseSentence(pause)} ${UNTIL_RESUMED}`;
    return { code: PAUSED_CODE, message, fix: TO_RESUME, since, until: "" };
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
  const began = between(marks[`${stage}Started`] ?? updatedAt, WAIT_SECONDS.work);
  if (!isKeptBy(trouble, order)) return { ...UNDER_WAY, ...began };
  const words = trouble.what === "rate" ? { code: "rate", fix: NOTHING_TO_DO } : UNREACHABLE;
  return { ...words, message: troubleSentence(trouble), since: trouble.since, until: began.until };
}

const UNREACHABLE = {
  code: "partnerUnavailable",
  fix: "Nothing to correct: the row goes on by itself when the Ordering API answers. If it does not, check its address and the network.",
} as const;

const UNDER_WAY = {
  code: "underWay",
  message: "The order is under way.",
  fix: NOTHING_TO_DO,
} as const;
export const UNDER_WAY_CODE = UNDER_WAY.code;

/** Of a row whose order has not been started yet: it waits since its file came. */
export const notStartedWait = (receivedAt: string): RowWait => ({
  ...UNDER_WAY,
  ...between(receivedAt, WAIT_SECONDS.work),
});

/** A person ends a hold, no time-out does. */
export const heldSince = ({ marks = {}, updatedAt }: OrderRecord): string => marks["orderHeld"] ?? updatedAt;

const between = (since: string, seconds: number): Pick<RowWait, "since" | "until"> => ({
  since,
  until: new Date(Date.parse(since) + seconds * 1000).toISOString(),
});
