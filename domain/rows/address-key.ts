// A short key of an address and product. Not a digest: two that share a key would be told as probably the same site, one
// pair in 10^19, and nothing but a warning follows; a digest costs as much as everything else that is done to a row.
import { AT, isColumnName } from "../../contracts/bulk-file.ts";
import { DEFAULT_PRODUCT } from "../../contracts/products/known-products.ts";
import type { Product } from "../../contracts/products/product.ts";
import { PRODUCTS } from "../../contracts/products/products.ts";
import { cellAt } from "./cell-at.ts";

const PRIME = 0x0100_0193;
const PART_END = 1;

/** FNV-1a, twice 32 bits with different beginnings. */
class KeyHash {
  #one = 0x811c_9dc5;
  #two = 0x9747_b28c;
  #length = 0;

  add(code: number): void {
    this.#one = Math.imul(this.#one ^ code, PRIME);
    this.#two = Math.imul(this.#two ^ (code + this.#length), PRIME);
    this.#length += 1;
  }

  addText(text: string, length = text.length): void {
    for (let at = 0; at < length && at < text.length; at += 1) this.add(text.charCodeAt(at));
  }

  /** Without what people write in two ways: case, blanks, punctuation. */
  addAddress(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code >= 65 && code <= 90) this.add(code + 32);
      else if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) this.add(code);
    }
  }

  get text(): string {
    return hex(this.#one) + hex(this.#two);
  }
}

/** Number.toString(16) takes ten times as long for what is no small integer. */
const BYTES_IN_HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const byteInHex = (bits: number): string => BYTES_IN_HEX[bits & 0xff] ?? "";
const hex = (half: number): string =>
  byteInHex(half >>> 24) + byteInHex(half >>> 16) + byteInHex(half >>> 8) + byteInHex(half);

/** 64 bits in hexadecimal. */
export function shortHash(text: string): string {
  const hash = new KeyHash();
  hash.addText(text);
  return hash.text;
}

const ADDRESS = [AT.site_street, AT.site_unit, AT.site_city] as const;
/** Of each product, what besides the address tells two sites from one that is written twice. */
const SERVICES = new Map(
  PRODUCTS.map(({ code, identity }: Product) => {
    const columns = identity.filter(isColumnName).map((name) => AT[name]);
    return [code, [AT.site_state, ...columns, AT.floor, AT.room]];
  }),
);
const ZIP_DIGITS = 5;

/** Of a normalized row: the address without what people write in two ways, the rest to the letter. */
export function addressKeyOf(cells: readonly string[]): string {
  const hash = new KeyHash();
  for (const column of ADDRESS) {
    hash.addAddress(cellAt(cells, column));
    hash.add(PART_END);
  }
  hash.addText(cellAt(cells, AT.site_zip), ZIP_DIGITS);
  const product = cellAt(cells, AT.product) || DEFAULT_PRODUCT.code;
  for (const column of SERVICES.get(product) ?? []) {
    hash.add(PART_END);
    hash.addText(cellAt(cells, column));
  }
  if (product !== DEFAULT_PRODUCT.code) hash.addText(product);
  return hash.text;
}
