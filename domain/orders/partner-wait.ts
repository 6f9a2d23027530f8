// Which orders a trouble of the partner keeps from going on, and the words for it. Pure. An order that waits for AT&T's decision or for
// a signature goes on waiting for that; so does one that is held.
import type { PartnerTrouble } from "../../contracts/partner-trouble.ts";
import type { OrderRecord } from "../../contracts/records.ts";

/** Settle calls nobody. */
export function isKeptBy(trouble: PartnerTrouble | undefined, order: OrderRecord): trouble is PartnerTrouble {
  const isMoving = order.status === "acknowledged" || order.status === "inProgress";
  return trouble !== undefined && isMoving && order.stage !== "settle";
}

/** One sentence or two; `at`: how instants are written. */
export function troubleSentence(
  trouble: PartnerTrouble,
  at: (instant: string) => string = (instant) => instant,
): string {
  const { what, address, cause, since, nextTryAt } = trouble;
  if (what === "rate") {
    return `The Ordering API at ${address} allows no more calls at the moment, since ${at(since)}. Next call not before ${at(nextTryAt)}.`;
  }
  return `The Ordering API at ${address} cannot be reached since ${at(since)} (${cause}). Next try at ${at(nextTryAt)}.`;
}
