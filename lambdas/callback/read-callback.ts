// What a genuine callback says, for the inbox. A type that we know must have what belongs to it, or it is malformed; one that
// we do not know, and a status that we do not know, are kept as they are.
import {
  CallbackSchema,
  CONTRACT_TYPES,
  ContractDataSchema,
  CREDIT_DECIDED,
  CreditDataSchema,
  OtherDataSchema,
} from "../../contracts/callbacks.ts";
import type { InboxRecord, WaitKind } from "../../contracts/records.ts";

export interface CallbackEvent extends Pick<
  InboxRecord,
  "kind" | "quoteId" | "type" | "subjectId" | "decision" | "creditClass" | "signedAt"
> {
  readonly timestamp: string | number | undefined;
}

/** Of a word that is kept with the event and shown to people. */
const WORD_CHARACTERS_MAX = 200;

/** `kind`: where it arrived. A type that names the other kind belongs there. Undefined: malformed. */
export function readCallback(kind: WaitKind, body: unknown): CallbackEvent | undefined {
  const parsed = CallbackSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { type, timestamp, data } = parsed.data;
  const known = type.toLowerCase();
  if (known === CREDIT_DECIDED) return readCredit(type, timestamp, data);
  if (CONTRACT_TYPES.some((one) => one === known)) return readContract(type, timestamp, data);
  return readOther(kindOf(known) ?? kind, { type, timestamp }, data);
}

function readCredit(type: string, timestamp: string | number | undefined, data: unknown): CallbackEvent | undefined {
  const parsed = CreditDataSchema.safeParse(data);
  const decision = parsed.success ? wordOf(parsed.data.approvalStatus) : undefined;
  if (!parsed.success || decision === undefined) return undefined;
  const { quoteId, creditCheckId: subjectId, creditClass } = parsed.data;
  return {
    ...{ kind: "credit", quoteId, type, subjectId, decision, timestamp },
    ...(typeof creditClass === "string" && { creditClass: creditClass.slice(0, WORD_CHARACTERS_MAX) }),
  };
}

function readContract(type: string, timestamp: string | number | undefined, data: unknown): CallbackEvent | undefined {
  const parsed = ContractDataSchema.safeParse(data);
  if (!parsed.success) return undefined;
  const { quoteId, contractEnvelopeId: subjectId, signedAt } = parsed.data;
  return {
    ...{ kind: "esign", quoteId, type, subjectId, decision: type.slice("contract.".length), timestamp },
    ...(typeof signedAt === "string" && { signedAt: signedAt.slice(0, WORD_CHARACTERS_MAX) }),
  };
}

/** The type itself is the word that nobody knows. */
function readOther(
  kind: WaitKind,
  { type, timestamp }: { readonly type: string; readonly timestamp: string | number | undefined },
  data: unknown,
): CallbackEvent {
  const parsed = OtherDataSchema.safeParse(data);
  const { quoteId = "", creditCheckId, contractEnvelopeId } = parsed.success ? parsed.data : {};
  const subjectId = (kind === "credit" ? creditCheckId : contractEnvelopeId) ?? "";
  return { kind, quoteId, type, subjectId, decision: type, timestamp };
}

function kindOf(type: string): WaitKind | undefined {
  if (type.startsWith("credit")) return "credit";
  return type.startsWith("contract") || type.startsWith("envelope") ? "esign" : undefined;
}

/** A status that is no text is a word, too, that nobody knows; only one that is missing says nothing. */
function wordOf(status: unknown): string | undefined {
  if (status === undefined || status === null || status === "") return undefined;
  return (typeof status === "string" ? status : JSON.stringify(status)).slice(0, WORD_CHARACTERS_MAX);
}
