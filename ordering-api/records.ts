// What the Ordering API keeps. Everything of a quote shares a partition, everything of an order another; ids carry their
// partition's number, so that any id leads to its record in one read. Sites lie in groups, because one record could not
// hold 10,000 and single records would cost a write a site.
import * as z from "zod";
import {
  CreateBillingRequest,
  CreateContractRequest,
  CreateOrderRequest,
  ReservePortRequest,
  SaveInstallationShippingRequest,
  SitePricing,
} from "../contracts/apex/schemas.ts";
import { DecisionSchema } from "./decisions/decision.ts";
import { plainObject } from "../contracts/object-schemas.ts";

/** Where a record lies, and what it is. */
export interface RecordKey<T> {
  readonly pk: string;
  readonly sk: string;
  readonly schema: z.ZodType<T>;
}

const address = plainObject(() => ({
  street: z.string(),
  unit: z.string().optional(),
  city: z.string(),
  state: z.string(),
  zipCode: z.string(),
}));
/** Tokens of the latest effects on a record: proof, for a transaction look-up, that the write took place. */
const tokens = z.array(z.string());

export const QuoteSchema = plainObject(() => ({
  quoteId: z.string(),
  opportunityId: z.string(),
  clientId: z.string(),
  spId: z.string(),
  companyName: z.string(),
  opportunityName: z.string(),
  address,
  termMonths: z.number(),
  createdAt: z.string(),
  siteCount: z.number(),
  /** Sort-key ends of the site groups that count; a group of a call that died half way is in no list. */
  groups: z.array(z.string()),
  creditChecks: z.number(),
  /** The latest check; `pending` until its decision. */
  credit: z.object({ creditCheckId: z.string(), status: z.string(), creditClass: z.string().optional() }).optional(),
  contracts: z.number(),
  contract: z
    .object({
      contractEnvelopeId: z.string(),
      status: z.string(),
      ...CreateContractRequest.pick({ approverEmail: true, contractInput: true }).shape,
      signedAt: z.string().optional(),
    })
    .optional(),
  tokens,
}));
export type Quote = z.infer<typeof QuoteSchema>;

export const SiteSchema = plainObject(() => ({
  siteId: z.string(),
  externalId: z.string(),
  siteName: z.string().optional(),
  address,
  avps: z.enum(["success", "partial", "fail"]),
  /** Why AVPS failed: the field to blame and the reason. */
  avpsFault: z.object({ field: z.string(), message: z.string() }).optional(),
  configuration: z
    .object({
      configId: z.string(),
      features: z.array(z.object({ name: z.string(), value: z.string() })),
      portSpeed: z.string(),
      pricing: SitePricing,
    })
    .optional(),
}));
export type Site = z.infer<typeof SiteSchema>;
export const SiteGroupSchema = plainObject(() => ({ from: z.number(), sites: z.array(SiteSchema) }));
export type SiteGroup = z.infer<typeof SiteGroupSchema>;

export const AssignmentSchema = plainObject(() => ({ accountName: z.string(), accountId: z.string().optional() }));
export type Assignment = z.infer<typeof AssignmentSchema>;

export const ParentOrderSchema = plainObject(() => ({
  orderId: z.string(),
  quoteId: z.string(),
  clientId: z.string(),
  createdAt: z.string(),
  subOrderCount: z.number(),
  contacts: CreateOrderRequest.shape.contacts,
  tokens,
}));
export type ParentOrder = z.infer<typeof ParentOrderSchema>;

export const OrderOfQuoteSchema = plainObject(() => ({ serial: z.string() }));
export type OrderOfQuote = z.infer<typeof OrderOfQuoteSchema>;

const IDS = { orderId: true, subOrderId: true } as const;
export const SubOrderSchema = plainObject(() => ({
  subOrderId: z.string(),
  orderId: z.string(),
  quoteId: z.string(),
  clientId: z.string(),
  siteId: z.string(),
  siteIndex: z.number(),
  externalId: z.string(),
  /** Names under which outcomes are forced (rules/forced-outcomes.ts). */
  names: z.string(),
  portSpeed: z.string(),
  createdAt: z.string(),
  installation: SaveInstallationShippingRequest.omit(IDS).optional(),
  port: ReservePortRequest.omit({ subOrderId: true }).optional(),
  billing: z.array(CreateBillingRequest.omit(IDS).extend({ billingAccountId: z.string() })),
  handedOffAt: z.string().optional(),
  cancelledAt: z.string().optional(),
  tokens,
}));
export type SubOrder = z.infer<typeof SubOrderSchema>;

/** Which sub-order has a site's port: the same site can be ordered twice, its port reserved once. */
export const PortHoldSchema = plainObject(() => ({ subOrderId: z.string() }));
export type PortHold = z.infer<typeof PortHoldSchema>;

/** A decision on its way (decisions/pending-decisions.ts); null once it was sent. */
export const PendingDecisionSchema = plainObject(() => ({ decision: DecisionSchema.nullable() }));
export type PendingDecision = z.infer<typeof PendingDecisionSchema>;

/** An effect and what was answered: the ledger, and what a transaction look-up finds. Written before the effect. */
export const EffectSchema = plainObject(() => ({
  at: z.string(),
  call: z.string(),
  clientId: z.string(),
  transactionId: z.string().optional(),
  traceId: z.string(),
  quoteId: z.string().optional(),
  orderId: z.string().optional(),
  subOrderId: z.string().optional(),
  sites: z.array(z.string()),
  status: z.number(),
  body: z.unknown(),
  token: z.string(),
  /** The record that holds the token once the effect took place; absent: this record was written after the effect. */
  proof: z.object({ kind: z.enum(["quote", "order", "subOrder"]), id: z.string() }).optional(),
}));
export type Effect = z.infer<typeof EffectSchema>;

const five = (index: number): string => String(index).padStart(5, "0");

export const keys = {
  quote: (serial: string): RecordKey<Quote> => ({ pk: `QUOTE#${serial}`, sk: "META", schema: QuoteSchema }),
  siteGroup: (serial: string, group: string): RecordKey<SiteGroup> => ({
    pk: `QUOTE#${serial}`,
    sk: `SITES#${group}`,
    schema: SiteGroupSchema,
  }),
  assignment: (serial: string, siteIndex: number): RecordKey<Assignment> => ({
    pk: `QUOTE#${serial}`,
    sk: `CUSTOMER#${five(siteIndex)}`,
    schema: AssignmentSchema,
  }),
  portHold: (serial: string, siteIndex: number): RecordKey<PortHold> => ({
    pk: `QUOTE#${serial}`,
    sk: `PORT#${five(siteIndex)}`,
    schema: PortHoldSchema,
  }),
  /** That an order of the quote may be there: it counts once the order itself is. */
  orderOfQuote: (quoteSerial: string, orderSerial: string): RecordKey<OrderOfQuote> => ({
    pk: `QUOTE#${quoteSerial}`,
    sk: `ORDER#${orderSerial}`,
    schema: OrderOfQuoteSchema,
  }),
  order: (serial: string): RecordKey<ParentOrder> => ({ pk: `ORDER#${serial}`, sk: "META", schema: ParentOrderSchema }),
  subOrder: (serial: string, number: number): RecordKey<SubOrder> => ({
    pk: `ORDER#${serial}`,
    sk: `SUB#${five(number)}`,
    schema: SubOrderSchema,
  }),
  pendingDecision: (subjectId: string): RecordKey<PendingDecision> => ({
    pk: "DECISIONS",
    sk: subjectId,
    schema: PendingDecisionSchema,
  }),
  effect: (shard: number, transactionId: string, token: string): RecordKey<Effect> => ({
    pk: `LEDGER#${String(shard)}`,
    sk: `${transactionId}#${token}`,
    schema: EffectSchema,
  }),
};

/** A group's name: its first site's index, then a token that keeps two calls' groups apart. */
export const groupName = (from: number, token: string): string => `${five(from)}#${token}`;
export const groupStart = (group: string): number => Number(group.slice(0, 5));

export const LEDGER_SHARDS = 16;
