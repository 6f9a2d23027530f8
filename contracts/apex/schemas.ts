// Bodies of the APEX Ordering API, field for field (docs/apex-api.md §2). Requests are strict: what we send is exactly
// this, and our own Ordering API refuses unknown fields. Responses are loose: AT&T may add fields. Each schema says in its
// description whether it is stated (S) or assumed (A).
import * as z from "zod";
import { PRICE_PARTS } from "../products/known-products.ts";
import { recordOf } from "../record-of.ts";
import { looseObject, strictObject } from "../object-schemas.ts";

const text = z.string().min(1).max(255);
const id = z.string().min(1).max(64);
/** Free text that may be empty but must be there. */
const note = z.string().max(2000);
/** Of one price part of one site; the sum over an order's sites stays an exact number. */
const CENTS_MAX = 10_000_000_000;
const cents = z.number().int().min(-CENTS_MAX).max(CENTS_MAX);

/** `zip` in order contacts, `zipCode` everywhere else (docs/apex-api.md §4). */
const customerAddress = strictObject(() => ({ street: text, city: text, state: text, zipCode: text }));

export const CreateQuoteRequest = strictObject(() => ({
  spId: text,
  opportunityName: text,
  endCustomer: z.strictObject({ name: text, address: customerAddress }),
  contractTerm: z.union([z.number().int(), z.string()]),
})).meta({ description: "A: page not public; sibling /opportunity-quote" });
export const CreateQuoteResponse = looseObject(() => ({
  opportunityId: id,
  quoteId: id,
  status: z.string(),
  statusMessage: z.string().nullish(),
}));

export const AddSitesRequest = strictObject(() => ({
  quoteId: id,
  sites: z
    .array(
      z.strictObject({
        externalId: text,
        siteName: text.optional(),
        address: z.strictObject({ street: text, unit: text.optional(), city: text, state: text, zipCode: text }),
      }),
    )
    .min(1),
})).meta({ description: "A: sibling /site" });
export const AddSitesResponse = looseObject(() => ({
  sites: z.array(z.looseObject({ externalId: text, siteId: id })),
}));

export const FeatureSchema = strictObject(() => ({ name: text, value: z.string().max(255) }));
export const ConfigureQuoteRequest = strictObject(() => ({
  configDiscountPromoRequest: z.strictObject({
    flowName: z.literal("sendconfigDiscountPromoDetails"),
    /** A: the opportunity's id. */
    id,
    quoteId: id,
    pricingInputs: z
      .array(
        z.strictObject({
          siteId: id,
          productId: text,
          configuration: z.strictObject({ configId: text, features: z.array(FeatureSchema).min(1) }),
        }),
      )
      .min(1),
  }),
})).meta({ description: "S" });
export const PricePart = looseObject(() => ({ recurring: cents, oneTime: cents }));
export const SitePricing = looseObject(() => ({
  siteId: id,
  configId: z.string().nullish(),
  ...recordOf(PRICE_PARTS, () => PricePart.nullish()),
  discountRange: z.looseObject({ min: z.number(), max: z.number() }).nullish(),
  promotions: z.array(z.unknown()).nullish(),
}));
/** Prices may be absent, and success does not depend on them (A). Amounts are integer cents (A: ours). */
export const ConfigureQuoteResponse = looseObject(() => ({
  status: z.string(),
  quoteId: id.nullish(),
  pricing: z.array(SitePricing).nullish(),
}));

export const RequestCreditCheckRequest = strictObject(() => ({ quoteId: id, spId: text })).meta({ description: "S" });
export const RequestCreditCheckResponse = looseObject(() => ({
  flowName: z.string().nullish(),
  id: z.string().nullish(),
  status: z.string(),
  statusMessage: z.string().nullish(),
  creditCheckId: id,
  creditCheckDetails: z.unknown().optional(),
}));
export const GetCreditCheckResponse = looseObject(() => ({
  creditCheckId: id,
  quoteId: id,
  approvalStatus: z.string().nullish(),
  creditClass: z.string().nullish(),
}));

export const CreateContractRequest = strictObject(() => ({
  quoteId: id,
  spId: text,
  approverEmail: text,
  contractInput: z.strictObject({
    endCustomerDetails: z.strictObject({ companyName: text, companyAddress: customerAddress }),
    /** A: contact, effective date and term are captured (S: §3 rule 5); their names are ours. */
    contact: z.strictObject({ firstName: text, lastName: text, email: text, phone: text }).optional(),
    effectiveDate: text.optional(),
    /** As the quote's `contractTerm`. */
    term: z.union([z.number().int(), text]).optional(),
  }),
})).meta({ description: "S; contact, effectiveDate and term A" });
export const CreateContractResponse = looseObject(() => ({
  ContractEnvelopeId: id,
  ESignIntegrationResponseStep: z.looseObject({
    isSuccess: z.boolean(),
    esignRequestIdABV: z.union([z.number(), z.string()]).nullish(),
    description: z.string().nullish(),
  }),
  SetError: z.boolean(),
  callContractMS: z.boolean().nullish(),
}));
/** `status`: Sent, Signed, Declined or Expired (A). */
export const GetContractResponse = looseObject(() => ({ contractEnvelopeId: id, quoteId: id, status: z.string() }));

/** `zip` here (docs/apex-api.md §4). */
export const OrderContact = strictObject(() => ({
  city: text,
  email: text,
  firstName: text,
  lastName: text,
  phone: text,
  state: text,
  street: text,
  type: text,
  zip: text,
}));
export const CreateOrderRequest = strictObject(() => ({
  quoteId: id,
  "checkT&C": z.boolean(),
  contacts: z.strictObject({
    contactDetails: z.strictObject({ primary: OrderContact, alternate: OrderContact.optional() }),
  }),
})).meta({ description: "S" });
export const SubOrder = looseObject(() => ({
  subOrderId: id,
  /** A: names the site of a multi-site quote. */
  siteId: id.nullish(),
  subOrderItem: z.array(z.looseObject({ orderItemId: z.string(), orderItemType: z.string() })).nullish(),
}));
export const CreateOrderResponse = looseObject(() => ({
  orderId: id,
  status: z.string(),
  statusMessage: z.string().nullish(),
  /** One sub-order is shown (S); A: an array, one a site. Both are accepted. */
  subOrder: z.union([z.array(SubOrder).min(1), SubOrder]),
}));

/** A: the block's inner names. */
export const InstallationContact = strictObject(() => ({ firstName: text, lastName: text, email: text, phone: text }));
export const SaveInstallationShippingRequest = strictObject(() => ({
  orderId: id,
  subOrderId: id,
  premiseNotes: note.optional(),
  /** `2024-01-16T20:00:00.000+0000`: offset without colon. */
  customerRequestedStartDate: text,
  customerRequestedDueDate: text,
  startBillingBeforeReqDueDate: z.enum(["true", "false"]),
  contacts: z.strictObject({
    installation: InstallationContact,
    shipping: z.strictObject({
      email: text.optional(),
      street: text,
      city: text,
      state: text,
      zipCode: text,
      notes: note.optional(),
    }),
  }),
})).meta({ description: "S; inside contacts A" });
export const EnrichmentResponse = looseObject(() => ({
  orderId: z.string().nullish(),
  subOrderId: z.string().nullish(),
  status: z.string(),
  statusMessage: z.string().nullish(),
}));

export const ReservePortRequest = strictObject(() => ({
  subOrderId: id,
  Room: text,
  Floor: text,
  Notes: note,
  TSPCode: note,
})).meta({ description: "S" });

export const CreateBillingRequest = strictObject(() => ({
  orderId: id,
  subOrderId: id,
  description: note,
  paperlessBilling: z.string().max(10),
  contacts: z.strictObject({
    contactDetails: z
      .array(
        z.strictObject({
          email: text,
          type: text,
          firstName: text,
          lastName: text,
          street: text,
          city: text,
          state: text,
          country: text,
          phone: text,
          zipCode: text,
        }),
      )
      .min(1),
  }),
})).meta({ description: "S" });
export const CreateBillingResponse = looseObject(() => ({
  billingAccountId: id,
  orderId: z.string().nullish(),
  subOrderId: z.string().nullish(),
  status: z.string(),
}));

/** Keys literally so, and no status key (S); A: an array, a row an order item. */
export const EnrichmentStatusRow = looseObject(() => ({
  Id: z.string(),
  CreatedDate: z.string().nullish(),
  Product2: z.unknown().optional(),
  "Product2.Name": z.string().nullish(),
  "Port Speed": z.string().nullish(),
}));
export const EnrichmentStatusResponse = z.union([z.array(EnrichmentStatusRow), EnrichmentStatusRow]);

export const LookupCustomerRequest = strictObject(() => ({
  spId: text,
  /** A wildcard of at least three characters. */
  accountName: z.string().min(3).max(255),
  /** The key `street` is required and may be ""; the others are exact. */
  address: z.strictObject({ street: z.string().max(255), city: text, state: text, zipCode: text }),
})).meta({ description: "A: sibling /customerAccountLookup" });
export const CustomerAccount = looseObject(() => ({
  accountName: z.string(),
  accountId: id.nullish(),
  accountAddress: z
    .looseObject({
      city: z.string().nullish(),
      country: z.string().nullish(),
      state: z.string().nullish(),
      street: z.string().nullish(),
      zipCode: z.string().nullish(),
    })
    .nullish(),
  acid: z.string().nullish(),
  salesSegment: z.string().nullish(),
  subAccountId: z.string().nullish(),
  contractStatus: z.string().nullish(),
  loaStatus: z.string().nullish(),
  allianceStatus: z.string().nullish(),
  accountStatus: z.string().nullish(),
  exception: z.string().nullish(),
}));
/** A: at most five under `accounts`; none: `message: "No customer found."`. A bare array is read too. */
export const LookupCustomerResponse = z.union([
  z.array(CustomerAccount),
  z.looseObject({
    accounts: z.array(CustomerAccount).nullish(),
    message: z.string().nullish(),
    status: z.string().nullish(),
  }),
]);

export const AssignCustomerRequest = strictObject(() => ({
  quoteId: id,
  /** A: what stands in a site. */
  sites: z.array(z.strictObject({ siteId: id, accountName: text, accountId: id.optional() })).min(1),
})).meta({ description: "S; inside sites A" });
export const AssignCustomerResponse = looseObject(() => ({ quoteId: id.nullish(), inputValues: z.array(z.unknown()) }));

export const HandOffRequest = strictObject(() => ({ orderId: id, subOrderId: id })).meta({
  description: "S: the same path as order creation",
});
/** `status:"success"`, lower case; the words of `message` are the acknowledgement. */
export const HandOffResponse = looseObject(() => ({ status: z.string(), message: z.string() }));

/** A: ours. What that transaction's call answered. */
/** All orders of a quote. A: states are Created, Submitted (handed off) and Cancelled. */
export const GetOrdersResponse = looseObject(() => ({
  quoteId: id,
  orders: z.array(
    z.looseObject({
      orderId: id,
      status: z.string(),
      subOrders: z.array(z.looseObject({ subOrderId: id, siteId: id.optional(), status: z.string() })),
    }),
  ),
}));

export const GetTransactionResponse = looseObject(() => ({
  transactionId: z.string(),
  status: z.int(),
  body: z.unknown(),
}));
