// Where an order and a site stand in a JSON document, in numbers: the JSON Pointer is written when somebody asks.
import { COLUMN_LIST, type Column } from "../../contracts/bulk-file.ts";

export interface JsonPointer {
  /** Of the list of orders, or of the one order that stands in its place: "" or "/orders". */
  readonly list: string;
  /** Null: there is no list. */
  readonly order: number | null;
  /** The key of the list of sites, as the file has it. */
  readonly sites: string;
  /** Its index in that list, SOLE_SITE or FLAT_ORDER. */
  readonly site: number;
  /** The key that the file has for a column, asked while its order is at hand; undefined: it has none. */
  readonly keyOf?: (column: Column) => WrittenKey | undefined;
}

export interface WrittenKey {
  readonly key: string;
  readonly isInSite: boolean;
}

/** The site is where its list belongs. */
export const SOLE_SITE = 0xffff_fffe;
/** The order is its own site. */
export const FLAT_ORDER = 0xffff_ffff;

export function orderPointer({ list, order }: Pick<JsonPointer, "list" | "order">): string {
  return order === null ? list : `${list}/${String(order)}`;
}

export function sitePointer(pointer: JsonPointer): string {
  const order = orderPointer(pointer);
  if (pointer.site === FLAT_ORDER) return order;
  return pointer.site === SOLE_SITE ? `${order}/${pointer.sites}` : `${order}/${pointer.sites}/${String(pointer.site)}`;
}

/** Of the value of a column, by the key that the file has; where it has none, by the documented one. Undefined: of its order. */
export function valuePointer(pointer: JsonPointer, name: string | undefined): string {
  const column = COLUMN_LIST.find((candidate) => candidate.name === name);
  if (column === undefined) {
    return name === undefined || name === "sites" ? orderPointer(pointer) : sitePointer(pointer);
  }
  const documented = { key: column.camelName, isInSite: column.group !== "order" };
  const { key, isInSite } = pointer.keyOf?.(column) ?? documented;
  return `${isInSite ? sitePointer(pointer) : orderPointer(pointer)}/${escaped(key)}`;
}

/** RFC 6901, section 3. */
const escaped = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
