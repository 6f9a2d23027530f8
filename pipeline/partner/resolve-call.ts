// An operator's word on a call whose outcome the system cannot know (docs/adr): it happened, and gave these ids; it did not;
// or look again. It changes the record only; redriving the order makes the stage go on from there.
import { APEX_CALLS, type CallName } from "../../contracts/apex/calls.ts";
import type { Stage } from "../../contracts/stages.ts";
import { recordKeyOf } from "./call-groups.ts";
import type { CallRecords, OwnedCall } from "./call-records.ts";
import { madeIds } from "./made-ids.ts";

export interface UnresolvedCall {
  readonly orderId: string;
  readonly stage: Stage;
  readonly call: CallName;
  readonly scope: number | "order";
  /** As in CallContext. */
  readonly inGroups?: boolean;
}

export type Resolution =
  /** The answer's ids as the contract names them, e.g. `{"opportunityId":…,"quoteId":…}`. */
  | {
      readonly kind: "happened";
      readonly ids: Readonly<Record<string, unknown>>;
      /** The call is confirmed, and its answer leaves a doubt that these ids end. */
      readonly completes?: boolean;
    }
  | { readonly kind: "didNotHappen" }
  | { readonly kind: "lookAgain" };

export type ResolveResult =
  | { readonly kind: "resolved" }
  /** Nothing to resolve: no such record, or it is confirmed. */
  | { readonly kind: "notOpen" }
  /** Somebody may be sending it at this moment, and writes down what becomes of it. */
  | { readonly kind: "underWay"; readonly until: Date }
  /** Another order has this id already. */
  | { readonly kind: "idTaken"; readonly name: string; readonly owner: string }
  /** Ids that later stages need are missing: their paths in the call's answer. */
  | { readonly kind: "idsMissing"; readonly paths: readonly string[] };

/** What every answer may carry beside its ids, so that an operator gives nothing else. */
const SUCCESS_SIGNALS = {
  status: "Success",
  message: "confirmed by an operator",
  SetError: false,
  ESignIntegrationResponseStep: { isSuccess: true },
  creditCheckDetails: {},
  inputValues: [],
} as const;

export async function resolveCall(
  records: CallRecords,
  unresolved: UnresolvedCall,
  resolution: Resolution,
  now: Date,
): Promise<ResolveResult> {
  const { orderId, call } = unresolved;
  const key = recordKeyOf(unresolved);
  const notOpen = { kind: "notOpen" } as const;
  const record = await records.read(key);
  const completes = resolution.kind === "happened" && resolution.completes === true;
  // A refusal can be taken back too: the partner may have set right what it refused for.
  if (record === undefined || (record.state === "confirmed" && !completes)) return notOpen;
  const until = underWayUntil(record, now);
  if (until !== undefined) return { kind: "underWay", until };
  switch (resolution.kind) {
    case "happened": {
      const answer = APEX_CALLS[call].response.safeParse({ ...SUCCESS_SIGNALS, ...resolution.ids });
      if (!answer.success) {
        return { kind: "idsMissing", paths: answer.error.issues.map((issue) => issue.path.join(".")) };
      }
      const taken = await records.takeIds(orderId, madeIds(call, answer.data));
      if (taken !== undefined) return { kind: "idTaken", name: taken.id.name, owner: taken.owner };
      return (await records.tell(key, record, answer.data, now)) ? { kind: "resolved" } : notOpen;
    }
    case "didNotHappen":
      return (await records.forget(key, record)) ? { kind: "resolved" } : notOpen;
    case "lookAgain":
      return (await records.reopen(key, record)) ? { kind: "resolved" } : notOpen;
  }
}

/** Until then the owner of an intent may be sending, and nobody else decides about the call. */
export function underWayUntil({ state, leaseUntil }: OwnedCall, now: Date): Date | undefined {
  const isLeased = state === "intent" && leaseUntil !== undefined && now.getTime() < leaseUntil;
  return isLeased ? new Date(leaseUntil) : undefined;
}
