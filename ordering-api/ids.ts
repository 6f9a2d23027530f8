// Ids in Salesforce form that say where their record lies: prefix, nine characters of a random serial (the quote's or the
// order's), three of a number within it. So a sub-order id alone leads to its record, and no index is needed.
import { canonicalId, ID_PREFIXES, isSalesforceId, longSalesforceId } from "../contracts/salesforce-id.ts";

export type IdKind = keyof typeof ID_PREFIXES;

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE = DIGITS.length;
export const SERIAL_LENGTH = 9;
const NUMBER_LENGTH = 3;

/** `random` gives numbers in [0, 1). */
export function newSerial(random: () => number): string {
  return Array.from({ length: SERIAL_LENGTH }, () => DIGITS.charAt(Math.floor(random() * BASE))).join("");
}

export function idOf(kind: IdKind, serial: string, number: number): string {
  let digits = "";
  for (let left = number, n = 0; n < NUMBER_LENGTH; n += 1, left = Math.floor(left / BASE)) {
    digits = DIGITS.charAt(left % BASE) + digits;
  }
  return longSalesforceId(ID_PREFIXES[kind] + serial + digits);
}

export interface IdParts {
  readonly serial: string;
  readonly number: number;
}

/** Undefined for what cannot be an id of this kind that we gave. */
export function readId(kind: IdKind, id: string): IdParts | undefined {
  if (!isSalesforceId(id) || !id.startsWith(ID_PREFIXES[kind])) return undefined;
  const serial = id.slice(3, 3 + SERIAL_LENGTH);
  const number = [...canonicalId(id).slice(3 + SERIAL_LENGTH)].reduce(
    (sum, digit) => sum * BASE + DIGITS.indexOf(digit),
    0,
  );
  return { serial, number };
}
