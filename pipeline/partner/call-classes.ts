// What may be done when it is not known whether a call took effect (docs/design.md, "Exactly once"), for each call, with the
// reason. This table is the whole policy: the protocol asks nothing else about a call.
import type { CallName } from "../../contracts/apex/calls.ts";

/**
 * read: changes nothing, leaves no record. repeatable: a second time leaves what the first left, so it is made again.
 * lookable: another call shows whether it happened. neither: only a look-up of its transaction can tell, where the
 * partner has one; else a person must.
 */
export type CallClass = "read" | "repeatable" | "lookable" | "neither";

interface DeclaredClass {
  readonly class: CallClass;
  readonly reason: string;
  /**
   * It binds customer or partner, so that it must not be made once credit or contract have been taken back. `site`: one of
   * many of its order.
   */
  readonly binds?: "order" | "site";
}

export const CALL_CLASSES: { readonly [C in CallName]: DeclaredClass } = {
  createQuote: { class: "neither", reason: "each call makes another opportunity and quote; none can be searched for" },
  addSites: { class: "neither", reason: "each call adds its sites once more; sites of a quote cannot be listed" },
  configureQuote: { class: "repeatable", reason: "a configuration replaces the site's former one" },
  requestCreditCheck: { class: "neither", reason: "each call makes another credit check, whose id is not known yet" },
  getCreditCheck: { class: "read", reason: "reads" },
  createContract: {
    class: "lookable",
    reason: "each call mails a real person; a quote's contract can be read",
    binds: "order",
  },
  getContract: { class: "read", reason: "reads" },
  createOrder: {
    class: "neither",
    reason: "each call makes another order; orders of a quote cannot be listed",
    binds: "order",
  },
  getOrders: { class: "read", reason: "reads" },
  saveInstallationShipping: { class: "repeatable", reason: "overwrites the sub-order's installation details" },
  reservePort: { class: "repeatable", reason: "saves the same floor and room of the same sub-order again" },
  createBilling: { class: "neither", reason: "each call makes another billing account", binds: "site" },
  getEnrichmentStatus: { class: "read", reason: "reads" },
  lookupCustomer: { class: "read", reason: "reads, although it is a POST" },
  assignCustomer: { class: "repeatable", reason: "assigns the same account to the same sites again" },
  handOff: {
    class: "neither",
    reason: "a second handoff is an error, and the acknowledgement cannot be read again",
    binds: "site",
  },
  getTransaction: { class: "read", reason: "reads" },
};
