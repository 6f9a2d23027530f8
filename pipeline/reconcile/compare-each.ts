// One comparison for each of many things: one that fails stops none of the others, and makes the certificate partial.
import { idFields } from "../../domain/ids-in-message.ts";
import type { BreakClass } from "../../contracts/certificate.ts";
import { concurrently } from "../../adapters/runtime/concurrently.ts";
import { errorFields } from "../../adapters/runtime/logger.ts";
import { UnreadableRecord } from "../orders/unreadable-record.ts";
import type { Finding } from "./night.ts";
import type { NightlyTurn } from "./reconcile-deps.ts";
import { breakOfRecord, RECORD_UNREADABLE } from "./unreadable-break.ts";

/** Most of a comparison's time is a wait for table or partner; the partner's rate is shared with the stages. */
const AT_ONCE = 8;
/** Things compared before the time left is looked at again. */
export const PAGE = 32;

export const isFailed = ({ kind }: Finding): boolean => kind === "failed";
export const isUnreadable = (finding: Finding): boolean =>
  finding.kind === "break" && finding.found.kind === RECORD_UNREADABLE;

interface Things<T> {
  readonly class: BreakClass;
  readonly things: readonly T[];
  readonly nameOf: (thing: T) => string;
  readonly compare: (turn: NightlyTurn, thing: T) => Promise<readonly Finding[]>;
}

/** Side by side, and told in their order, so that the hashes of the sides are always the same. */
export async function each<T>(turn: NightlyTurn, { things, ...how }: Things<T>): Promise<Finding[]> {
  const found = await concurrently(things, AT_ONCE, async (thing) => {
    try {
      return await how.compare(turn, thing);
    } catch (error) {
      const id = how.nameOf(thing);
      const failure = failureOf(turn, { class: how.class, id, error });
      return error instanceof UnreadableRecord ? [failure, await unreadableBreak(turn, error)] : [failure];
    }
  });
  return found.flat();
}

/** Another try reads it no better: a person must see to it. */
export async function unreadableBreak({ book, runId, deps }: NightlyTurn, met: UnreadableRecord): Promise<Finding> {
  return await book.note(breakOfRecord(met), runId, deps.now());
}

interface Failure {
  readonly class: BreakClass;
  readonly id: string;
  readonly error: unknown;
}

export function failureOf({ log, meter }: NightlyTurn, { class: name, id, error }: Failure): Finding {
  meter.add("SyncFailures", 1);
  log.error("notCompared", { id, ...idFields(id), ...errorFields(error) });
  return { kind: "failed", class: name };
}
