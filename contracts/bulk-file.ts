// The one schema of the bulk file: every column with its level, kind, whether it is required, and an example. Templates,
// checks, JSON Schema and documentation are made from it (docs/bulk-file.md §1). Key order is the order in a template. The columns of
// products stand in contracts/products.
import { type ColumnSpec, camelNameOf } from "./column-spec.ts";
import { DEFAULT_PRODUCT, PRODUCT_CODES, PRODUCT_COLUMNS, productsIn } from "./products/known-products.ts";
import { recordOf } from "./record-of.ts";

const order = { group: "order" } as const;
const site = { group: "site" } as const;
const install = { group: "installation" } as const;
const ship = { group: "shipping" } as const;
const port = { group: "port" } as const;
const billing = { group: "billing" } as const;
const must = { required: true } as const;
const person = { personal: true } as const;

// One column per line, to be read as a table.
// prettier-ignore
export const COLUMNS = {
  order_ref: { ...order, ...must, kind: "ref", description: "Your own reference of the order; its rows are one order.", example: "NW-10045" },
  sp_id: { ...order, ...must, kind: "spId", description: "The Solution Provider's id at AT&T.", example: "A-06399x" },
  opportunity_name: { ...order, kind: "text", description: "Name of the opportunity; blank: customer and order_ref.", example: "Acme Dental network refresh" },
  customer_name: { ...order, ...must, kind: "company", description: "The end customer's legal name.", example: "Acme Dental Group" },
  customer_street: { ...order, ...must, kind: "street", ...person, description: "The end customer's street address.", example: "2000 E Spring Creek Pkwy" },
  customer_city: { ...order, ...must, kind: "city", description: "City of that address.", example: "Plano" },
  customer_state: { ...order, ...must, kind: "state", description: "State of that address.", example: "TX" },
  customer_zip: { ...order, ...must, kind: "zip", description: "ZIP or ZIP+4 of that address.", example: "75074" },
  contact_first_name: { ...order, ...must, kind: "person", ...person, description: "First name of the order's contact.", example: "Dana" },
  contact_last_name: { ...order, ...must, kind: "person", ...person, description: "Last name of the order's contact.", example: "Reyes" },
  contact_email: { ...order, ...must, kind: "email", ...person, description: "E-mail of the order's contact.", example: "dana.reyes@example.com" },
  contact_phone: { ...order, ...must, kind: "phone", ...person, description: "Phone of the order's contact.", example: "214-555-0143" },
  alt_contact_first_name: { ...order, kind: "person", ...person, description: "Alternate contact; all four columns or none.", example: "Lee" },
  alt_contact_last_name: { ...order, kind: "person", ...person, description: "Alternate contact's last name.", example: "Okafor" },
  alt_contact_email: { ...order, kind: "email", ...person, description: "Alternate contact's e-mail.", example: "lee.okafor@example.com" },
  alt_contact_phone: { ...order, kind: "phone", ...person, description: "Alternate contact's phone.", example: "214-555-0188" },
  approver_email: { ...order, ...must, kind: "email", ...person, description: "Who signs the contract.", example: "cfo@example.com" },
  contract_term_months: { ...order, ...must, kind: "term", values: ["12", "24", "36", "48", "60"], description: "Contract term in months.", example: "36" },
  contract_effective_date: { ...order, ...must, kind: "day", description: "First day of the contract.", example: "2027-03-01" },
  accept_terms: { ...order, ...must, kind: "acceptance", description: "Must say yes: the terms and conditions are accepted.", example: "yes" },
  discount_percent: { ...order, kind: "percent", description: "Discount asked for, 0 to 100.", example: "5" },
  promo_code: { ...order, kind: "code", description: "Promotion code.", example: "SPRING27" },

  site_ref: { ...site, ...must, kind: "ref", description: "Your own reference of the site, unique in the order.", example: "S-001" },
  site_street: { ...site, ...must, kind: "street", served: true, ...person, description: "The site's street address.", example: "350 Fifth Ave" },
  site_unit: { ...site, kind: "text", ...person, description: "Suite, floor or other unit of that address.", example: "Ste 300" },
  site_city: { ...site, ...must, kind: "city", description: "The site's city.", example: "New York" },
  site_state: { ...site, ...must, kind: "state", description: "The site's state.", example: "NY" },
  site_zip: { ...site, ...must, kind: "zip", description: "The site's ZIP or ZIP+4.", example: "10118" },
  product: { ...site, kind: "choice", values: PRODUCT_CODES, byDefault: DEFAULT_PRODUCT.code, description: `The product; only ${productsIn("or")} can be ordered.`, example: DEFAULT_PRODUCT.code },
  ...PRODUCT_COLUMNS,

  install_first_name: { ...install, ...must, kind: "person", ...person, description: "First name of the contact at the site.", example: "Sam" },
  install_last_name: { ...install, ...must, kind: "person", ...person, description: "Last name of the contact at the site.", example: "Whitfield" },
  install_email: { ...install, ...must, kind: "email", ...person, description: "E-mail of the contact at the site.", example: "sam.whitfield@example.com" },
  install_phone: { ...install, ...must, kind: "phone", ...person, description: "Phone of the contact at the site.", example: "212-555-0119" },
  requested_start_date: { ...install, ...must, kind: "day", description: "Earliest day of the installation.", example: "2027-03-15" },
  requested_due_date: { ...install, ...must, kind: "day", description: "Latest day of the installation; not before the start.", example: "2027-04-30" },
  premise_notes: { ...install, kind: "note", description: "What the technician should know.", example: "Loading dock at the rear" },
  start_billing_early: { ...install, kind: "yesNo", byDefault: "no", description: "Whether billing may start before the requested due date.", example: "no" },

  ship_email: { ...ship, kind: "email", ...person, description: "Who is told about the shipment.", example: "receiving@example.com" },
  ship_street: { ...ship, kind: "street", served: true, ...person, description: "Where equipment is shipped; blank: the site.", example: "350 Fifth Ave" },
  ship_city: { ...ship, kind: "city", description: "City of that address.", example: "New York" },
  ship_state: { ...ship, kind: "state", description: "State of that address.", example: "NY" },
  ship_zip: { ...ship, kind: "zip", description: "ZIP of that address.", example: "10118" },
  ship_notes: { ...ship, kind: "note", description: "Notes for the carrier.", example: "Deliver to suite 300" },

  floor: { ...port, ...must, kind: "indoor", description: "Floor of the port.", example: "3" },
  room: { ...port, ...must, kind: "indoor", description: "Room of the port.", example: "MDF" },
  tsp_code: { ...port, kind: "tsp", description: "Telecommunications Service Priority code.", example: "TSP645321-44" },
  port_notes: { ...port, kind: "note", description: "Notes about the port.", example: "Rack 2" },

  billing_first_name: { ...billing, kind: "person", ...person, description: "Billing contact; blank: the order's contact.", example: "Ana" },
  billing_last_name: { ...billing, kind: "person", ...person, description: "Billing contact's last name.", example: "Silva" },
  billing_email: { ...billing, kind: "email", ...person, description: "Billing contact's e-mail.", example: "ap@example.com" },
  billing_phone: { ...billing, kind: "phone", ...person, description: "Billing contact's phone.", example: "214-555-0170" },
  billing_street: { ...billing, kind: "street", ...person, description: "Billing address; blank: the customer's.", example: "2000 E Spring Creek Pkwy" },
  billing_city: { ...billing, kind: "city", description: "City of that address.", example: "Plano" },
  billing_state: { ...billing, kind: "state", description: "State of that address.", example: "TX" },
  billing_zip: { ...billing, kind: "zip", description: "ZIP of that address.", example: "75074" },
  paperless_billing: { ...billing, kind: "yesNo", description: "Whether bills come without paper.", example: "yes" },
  billing_description: { ...billing, kind: "text", description: "Words on the billing account.", example: "Branch offices" },
  invoice_number: { ...billing, kind: "code", description: "Your invoice's number.", example: "INV-7781" },
} as const satisfies Record<string, ColumnSpec>;

export type ColumnName = keyof typeof COLUMNS;

export interface Column extends ColumnSpec {
  readonly name: ColumnName;
  readonly camelName: string;
  readonly index: number;
}

export function isColumnName(name: string): name is ColumnName {
  return Object.hasOwn(COLUMNS, name);
}

/** All columns in template order; `index` is the position of a cell in a normalized row. */
export const COLUMN_LIST: readonly Column[] = Object.keys(COLUMNS)
  .filter(isColumnName)
  .map((name, index) => ({ ...COLUMNS[name], name, camelName: camelNameOf(name), index }));

/** Position of each column in a normalized row. */
export const AT: Readonly<Record<ColumnName, number>> = recordOf(
  COLUMN_LIST.map(({ name }) => name),
  (name) => COLUMN_LIST.findIndex((column) => column.name === name),
);

/** The order's columns come first, so that its part of a normalized row is one slice. */
export const ORDER_COLUMNS_COUNT = orderColumnsCount();

function orderColumnsCount(): number {
  const count = COLUMN_LIST.filter(({ group }) => group === "order").length;
  if (COLUMN_LIST.some(({ group, index }) => (group === "order") !== index < count)) throw new Error("bulkFile.order");
  return count;
}

/** Columns that results add; ignored when a file is read again (docs/bulk-file.md §5). */
export const RESULT_COLUMNS = [
  "_outcome",
  "_order_status",
  "_quote_id",
  "_contract_id",
  "_order_id",
  "_sub_order_id",
  "_stage",
  "_code",
  "_column",
  "_message",
  "_fix",
  "_since",
  "_until",
] as const;
export type ResultColumn = (typeof RESULT_COLUMNS)[number];
/** In the files with rows to correct: the batch that they are of. */
export const BATCH_COLUMN = "_batch";
/** Written by us, and no data of the distributor's when it comes back. */
export const OUR_COLUMNS: readonly string[] = [...RESULT_COLUMNS, BATCH_COLUMN];

/**
 * Header match ignores case, spaces, hyphens and underscores (docs/bulk-file.md §1), characters that do not show, and the other
 * forms of letters and dashes: `ＳＩＴＥ–ＺＩＰ` is site_zip.
 */
export function headerKey(name: string): string {
  const plain = PLAIN_NAME.test(name) ? name : name.normalize("NFKC").replaceAll(/[\p{Cf}\p{Cc}\p{Pd}]/gu, "");
  return plain.toLowerCase().replaceAll(/[\s_-]+/g, "");
}

const PLAIN_NAME = /^[\x20-\x7E]*$/;
