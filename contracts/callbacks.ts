// Credit and eSign callbacks as the partner sends them (docs/design.md, "Callbacks meet waits in any order"). Extra fields are
// accepted: the partner may add some. So are types and statuses that are not listed here: what they mean is decided where
// decisions are (domain/orders/decisions.ts), never at the door.
import * as z from "zod";
import { PartnerIdSchema } from "./salesforce-id.ts";
import { looseObject } from "./object-schemas.ts";

export const APPROVAL_STATUSES = [
  "Auto-Approved",
  "Approved",
  "Conditional",
  "Manual Review",
  "Declined",
  "Fraud",
] as const;
export const CREDIT_DECIDED = "credit.decided";
export const CONTRACT_TYPES = ["contract.signed", "contract.declined", "contract.expired"] as const;

/** When it happened: ISO 8601, or seconds or milliseconds since 1970. */
const timestamp = z.union([z.string(), z.number()]);

/** `data` of `credit.decided`; its status may be a word that is not listed. */
export const CreditDataSchema = looseObject(() => ({
  creditCheckId: PartnerIdSchema,
  quoteId: PartnerIdSchema,
  approvalStatus: z.unknown(),
  creditClass: z.string().nullish(),
}));

/** `data` of the contract's types. */
export const ContractDataSchema = looseObject(() => ({
  contractEnvelopeId: PartnerIdSchema,
  quoteId: PartnerIdSchema,
  signedAt: z.string().nullish(),
}));

/** What can be used of the `data` of a type that is not listed. */
export const OtherDataSchema = looseObject(() => ({
  quoteId: PartnerIdSchema,
  creditCheckId: PartnerIdSchema.optional().catch(undefined),
  contractEnvelopeId: PartnerIdSchema.optional().catch(undefined),
}));

/** A type becomes part of a record and of a sentence. */
const TYPE_CHARACTERS_MAX = 200;

/** Every genuine callback, before its type is looked at. */
export const CallbackSchema = looseObject(() => ({
  type: z.string().trim().min(1).max(TYPE_CHARACTERS_MAX),
  timestamp: timestamp.optional(),
  data: z.unknown().optional(),
}));

/** The callbacks as they are agreed on, word for word: what our own Ordering API sends. */
export const CreditDecidedSchema = looseObject(() => ({
  type: z.literal(CREDIT_DECIDED),
  timestamp,
  data: CreditDataSchema.extend({ approvalStatus: z.enum(APPROVAL_STATUSES) }),
}));
export const ContractEventSchema = looseObject(() => ({
  type: z.enum(CONTRACT_TYPES),
  timestamp,
  data: ContractDataSchema,
}));

/** Signature tolerance both ways (Standard Webhooks; docs/design.md). */
export const WEBHOOK_TOLERANCE_SECONDS = 300;
/** 413 above it (docs/design.md). */
export const CALLBACK_BYTES_MAX = 64 * 1024;
