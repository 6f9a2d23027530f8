// What every call gets beside its request: who calls, under which trace and transaction, and the world it may touch.
import type { Behavior } from "../behavior.ts";
import type { Decision } from "../decisions/decision.ts";
import type { CallbackFault } from "../fault-text.ts";
import { type IdKind, type IdParts, readId } from "../ids.ts";
import { notFound } from "../refusal.ts";
import type { RequestOf, ResponseOf, ServedCallName } from "../served-calls.ts";
import type { Store } from "../store/store.ts";

export interface World {
  readonly store: Store;
  readonly behavior: Behavior;
  readonly now: () => Date;
  /** In [0, 1); unguessable where it makes ids. */
  readonly random: () => number;
  /** 1, 2, 3, … */
  readonly sequence: () => number;
  readonly schedule: (decision: Decision) => Promise<void>;
  readonly decisionDelayMillis: number;
  /** On: no decision comes by itself. Absent: they cannot be made by hand. */
  readonly hands?: { areOn: boolean };
}

export interface CallContext extends World {
  readonly clientId: string;
  /** Whether this credential may act for a Solution Provider. */
  readonly actsFor: (spId: string) => boolean;
  readonly traceId: string;
  readonly transactionId: string | undefined;
  /** What is to go wrong with the callbacks of this request. */
  readonly callbackFault: CallbackFault | undefined;
}

export type Call<C extends ServedCallName> = (request: RequestOf<C>, context: CallContext) => Promise<ResponseOf<C>>;

/** The parts of an id in a request, or 404. */
export function idParts(kind: IdKind, id: string, path: string): IdParts {
  const parts = readId(kind, id);
  if (parts === undefined) throw notFound(path, kind);
  return parts;
}

/** Attempts at a decision on a record that others change meanwhile. */
const ATTEMPTS_MAX = 20;

/** Reads, decides and writes again while another write came between. `attempt` answers undefined when its write lost. */
export async function untilSaved<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let n = 0; n < ATTEMPTS_MAX; n += 1) {
    const answer = await attempt();
    if (answer !== undefined) return answer;
  }
  throw new Error("store: a record changed too often");
}
