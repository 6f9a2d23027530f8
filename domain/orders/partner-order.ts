// The parent order and its sub-orders: the request, and which sub-order belongs to which site. A mapping that leaves any
// doubt is no mapping: enriching or handing off another site's sub-order could not be taken back.
import type { RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import type { Address, Contact, OrderDocument } from "../../contracts/order-document.ts";
import type { OrderRecord, SiteRecord } from "../../contracts/records.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";

/** `zip` here, `zipCode` elsewhere (docs/apex-api.md §4). */
const orderContact = (contact: Contact, address: Address, type: string) => ({
  city: address.city,
  email: contact.email,
  firstName: contact.firstName,
  lastName: contact.lastName,
  phone: contact.phone,
  state: address.state,
  street: address.street,
  type,
  zip: address.zip,
});

export function orderRequest(quoteId: string, order: OrderDocument): RequestOf<"createOrder"> {
  const { address } = order.customer;
  return {
    quoteId,
    // Never true by default: the document exists only because the file said yes.
    "checkT&C": order.acceptTerms,
    contacts: {
      contactDetails: {
        primary: orderContact(order.contact, address, "Primary"),
        ...(order.altContact !== undefined && { alternate: orderContact(order.altContact, address, "Alternate") }),
      },
    },
  };
}

/** Undefined: AT&T has no sub-order of the site, so there is nothing to hand off. */
export function handoffRequest(
  { partnerOrderId }: Pick<OrderRecord, "partnerOrderId">,
  { subOrderId }: Pick<SiteRecord, "subOrderId">,
): RequestOf<"handOff"> | undefined {
  return partnerOrderId === undefined || subOrderId === undefined ? undefined : { orderId: partnerOrderId, subOrderId };
}

/** Site index → sub-order id, for every site given; undefined when the answer leaves a doubt. */
export function subOrdersOf(
  answer: ResponseOf<"createOrder">,
  sites: readonly SiteRecord[],
): Map<number, string> | undefined {
  const subOrders = Array.isArray(answer.subOrder) ? answer.subOrder : [answer.subOrder];
  const [only, ...others] = subOrders;
  const [site, ...siblings] = sites;
  if (only !== undefined && site !== undefined && others.length === 0 && siblings.length === 0) {
    const names = only.siteId ?? undefined;
    const matches = names === undefined || site.siteId === undefined || canonicalId(names) === canonicalId(site.siteId);
    return matches ? new Map([[site.index, only.subOrderId]]) : undefined;
  }
  return mapBySiteId(subOrders, sites);
}

function mapBySiteId(
  subOrders: readonly { readonly subOrderId: string; readonly siteId?: string | null | undefined }[],
  sites: readonly SiteRecord[],
): Map<number, string> | undefined {
  const bySite = Map.groupBy(subOrders, (entry) => canonicalId(entry.siteId ?? ""));
  const mapping = new Map<number, string>();
  for (const { index, siteId } of sites) {
    if (siteId === undefined) return undefined;
    const [entry, ...more] = bySite.get(canonicalId(siteId)) ?? [];
    if (entry === undefined || more.length > 0) return undefined;
    mapping.set(index, entry.subOrderId);
  }
  const distinct = new Set([...mapping.values()].map(canonicalId));
  return distinct.size === mapping.size ? mapping : undefined;
}
