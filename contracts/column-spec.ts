// What is said of one column of the bulk file, whether every order has it (contracts/bulk-file.ts) or a product brings it
// (contracts/products).

/** How a cell is read; domain/rows/read-value.ts has one rule per kind. */
export type ColumnKind =
  | "ref"
  | "text"
  | "company"
  | "person"
  | "street"
  | "city"
  /** A floor or a room. */
  | "indoor"
  | "note"
  | "code"
  | "spId"
  | "state"
  | "zip"
  | "email"
  | "phone"
  | "term"
  | "day"
  | "acceptance"
  | "yesNo"
  | "percent"
  | "choice"
  | "speed"
  | "tsp";

export type ColumnGroup = "order" | "site" | "installation" | "shipping" | "port" | "billing";

export interface ColumnSpec {
  readonly group: ColumnGroup;
  readonly kind: ColumnKind;
  readonly required?: true;
  readonly description: string;
  readonly example: string;
  /** For `choice`. */
  readonly values?: readonly string[];
  /** Taken where the cell is blank. */
  readonly byDefault?: string;
  /** Of a street: somebody goes there, so that a PO box is an error. */
  readonly served?: true;
  /** Personal data: masked wherever an issue shows the value. */
  readonly personal?: true;
}

/** `site_zip` is `siteZip` in JSON and in an order's document. */
export const camelNameOf = (name: string): string =>
  name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
