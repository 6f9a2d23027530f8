// Every call that this API answers: the contract's (contracts/apex/calls.ts), and what is our own because AT&T documents nothing
// like it: a cancellation, and what AVPS said of a site. The pipeline's client knows the contract's alone.
import * as z from "zod";
import { APEX_CALLS, type ApexCall } from "../contracts/apex/calls.ts";
import { plainObject } from "../contracts/object-schemas.ts";

const id = z.string().min(1).max(64);

const standardAddress = plainObject(() => ({
  street: z.string(),
  unit: z.string().optional(),
  city: z.string(),
  state: z.string(),
  zipCode: z.string(),
}));
/** A: ours. Beside a site that did not simply pass, so that nobody learns of it only at the credit check. */
const addressValidation = plainObject(() => ({
  status: z.enum(["partial", "fail"]),
  findings: z.array(z.object({ code: z.string(), field: z.string(), message: z.string() })),
  /** After USPS Publication 28; not where it failed. */
  standardised: standardAddress.optional(),
  /** Others that may be meant, the likeliest first. */
  alternates: z.array(standardAddress).optional(),
}));
export type AddressValidation = z.infer<typeof addressValidation>;
const { addSites } = APEX_CALLS;

/** A: ours. Before the handoff only; the port is released, and the sub-order takes nothing more. */
const OWN_CALLS = {
  cancelSubOrder: {
    method: "POST",
    path: "/order-apex/cancel",
    source: "A",
    request: z.strictObject({ orderId: id, subOrderId: id }),
    query: [],
    response: z.looseObject({ orderId: id, subOrderId: id, status: z.string(), statusMessage: z.string() }),
  },
} as const satisfies Record<string, ApexCall>;

export const SERVED_CALLS = {
  ...APEX_CALLS,
  addSites: {
    ...addSites,
    response: addSites.response.extend({
      sites: z.array(addSites.response.shape.sites.element.extend({ addressValidation: addressValidation.optional() })),
    }),
  },
  ...OWN_CALLS,
};
export type ServedCallName = keyof typeof SERVED_CALLS;
type Schemas<C extends ServedCallName> = (typeof SERVED_CALLS)[C];

export type RequestOf<C extends ServedCallName> = Schemas<C>["request"] extends z.ZodType
  ? z.infer<Schemas<C>["request"]>
  : Record<string, string>;
export type ResponseOf<C extends ServedCallName> = z.infer<Schemas<C>["response"]>;

const isServed = (name: string): name is ServedCallName => Object.hasOwn(SERVED_CALLS, name);
export const SERVED_CALL_NAMES: readonly ServedCallName[] = Object.keys(SERVED_CALLS).filter(isServed);
