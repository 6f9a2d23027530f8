// Salesforce record ids: 15 case-sensitive characters, or 18 with a checksum of the letters' case. Compared in the
// 15-character form (docs/apex-api.md §4, S).
import * as z from "zod";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/** The three-character suffix: bit k of a block's value is set where character k is an upper-case letter. */
export function salesforceIdSuffix(id15: string): string {
  return [0, 5, 10]
    .map((start) => {
      const block = id15.slice(start, start + 5);
      const value = [...block].reduce(
        (sum, character, k) => sum | (character >= "A" && character <= "Z" ? 1 << k : 0),
        0,
      );
      return ALPHABET.charAt(value);
    })
    .join("");
}

/** True for 15 alphanumeric characters, or 18 whose suffix matches. */
export function isSalesforceId(id: string): boolean {
  if (!/^(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/.test(id)) return false;
  return id.length === 15 || salesforceIdSuffix(id.slice(0, 15)) === id.slice(15).toUpperCase();
}

/**
 * The form in which ids are compared and used as keys: 15 characters for a well-formed Salesforce id, any other string
 * as it is. (Cutting a string whose suffix is not a checksum could make two ids one.)
 */
export function canonicalId(id: string): string {
  return isSalesforceId(id) ? id.slice(0, 15) : id;
}

/** The form in which our own ids are shown: 18 characters. */
export function longSalesforceId(id15: string): string {
  return id15 + salesforceIdSuffix(id15);
}

/** An id that a partner gave: opaque, kept as it came, compared through `canonicalId`. */
export const PartnerIdSchema = z.string().min(1).max(64);

export const ID_PREFIXES = {
  quote: "0Q0",
  opportunity: "006",
  site: "a7l",
  creditCheck: "a9X",
  envelope: "a4T",
  order: "801",
  subOrder: "801",
  orderItem: "802",
  account: "001",
} as const;
