// What stands of the partner's troubles in the table, for the commands that tell people. A note that nobody has renewed for longer than the
// longest pause between two tries says nothing any more: the function that wrote it may be gone.
import { type PartnerTrouble, PartnerTroubleSchema, TROUBLES, troubleKeys } from "../../contracts/partner-trouble.ts";
import type { Clock } from "../../domain/ports.ts";
import type { Table } from "../../adapters/aws/table.ts";

/** After the told next try: twice the longest back-off of a stage queue (contracts/deployment.ts, retryCapSeconds). */
const UNREACHABLE_STALE_MILLIS = 600_000;
/** A sender with more to send than the rate allows notes it every few seconds. */
const RATE_STALE_MILLIS = 20_000;

export async function readTrouble(table: Table, clock: Clock): Promise<PartnerTrouble | undefined> {
  const found: PartnerTrouble[] = [];
  for await (const item of table.query(troubleKeys.all)) {
    const { success, data } = PartnerTroubleSchema.safeParse(item);
    if (success && isFresh(data, clock.now())) found.push(data);
  }
  // A partner that cannot be reached comes first.
  return TROUBLES.flatMap((what) => found.filter((trouble) => trouble.what === what))[0];
}

export function isFresh({ what, nextTryAt }: PartnerTrouble, now: Date): boolean {
  const stale = what === "rate" ? RATE_STALE_MILLIS : UNREACHABLE_STALE_MILLIS;
  return now.getTime() < Date.parse(nextTryAt) + stale;
}
