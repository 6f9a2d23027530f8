// Credit and eSign callbacks as the partner sends them (docs/design.md, "Callbacks meet waits in any order"). Unknown extra
// fields are accepted: the partner may add some; unknown types are malformed.
import * as z from "zod";
import { PartnerIdSchema } from "./salesforce-id.ts";

export const APPROVAL_STATUSES = [
  "Auto-Approved",
  "Approved",
  "Conditional",
  "Manual Review",
  "Declined",
  "Fraud",
] as const;

export const CreditDecidedSchema = z.looseObject({
  type: z.literal("credit.decided"),
  timestamp: z.union([z.string(), z.number()]),
  data: z.looseObject({
    creditCheckId: PartnerIdSchema,
    quoteId: PartnerIdSchema,
    approvalStatus: z.enum(APPROVAL_STATUSES),
    creditClass: z.string().nullish(),
  }),
});

export const ContractEventSchema = z.looseObject({
  type: z.enum(["contract.signed", "contract.declined", "contract.expired"]),
  timestamp: z.union([z.string(), z.number()]),
  data: z.looseObject({
    contractEnvelopeId: PartnerIdSchema,
    quoteId: PartnerIdSchema,
    signedAt: z.string().nullish(),
  }),
});

/** Signature tolerance both ways (Standard Webhooks; docs/design.md). */
export const WEBHOOK_TOLERANCE_SECONDS = 300;
/** 413 above it (docs/design.md). */
export const CALLBACK_BYTES_MAX = 64 * 1024;
