// A site's part of the canonical document, from its normalized row, as JSON text: it is hashed and put into the document as it
// stands, so it is written once and by hand, which costs a quarter of an object and its JSON.stringify. Blanks are resolved
// to what they mean (docs/bulk-file.md §1). Its form is SiteDocumentSchema's without the row: the same site in another line of
// another file is the same site.
import { AT, type Column, COLUMN_LIST, type ColumnName } from "../../contracts/bulk-file.ts";
import type { ColumnGroup } from "../../contracts/column-spec.ts";
import { DEFAULT_PRODUCT } from "../../contracts/products/known-products.ts";
import type { Product } from "../../contracts/products/product.ts";
import { PRODUCTS } from "../../contracts/products/products.ts";
import { cellAt } from "../rows/cell-at.ts";
import type { OrderHead } from "./order-head.ts";

const ofGroup = (group: ColumnGroup): Column[] => COLUMN_LIST.filter((column) => column.group === group);

/** The columns of each product, in template order. */
const PRODUCT_COLUMNS = new Map(
  PRODUCTS.map(({ code, columns }: Product) => [code, COLUMN_LIST.filter(({ name }) => columns[name] !== undefined)]),
);
/** They stand together, the product first. */
const OF_PRODUCTS = COLUMN_LIST.filter(
  ({ name }) => name === "product" || [...PRODUCT_COLUMNS.values()].flat().some((column) => column.name === name),
);

type Cells = readonly string[];

/** Writes the sites of one order, one after the other: what they repeat of the one before is not written anew. */
export class SiteJsonWriter {
  readonly #product = new Part(OF_PRODUCTS, productOf);
  readonly #installation: Part;
  readonly #port: Part;
  readonly #billing: Part;

  constructor({ contact, customer }: OrderHead) {
    const defaults = { contact: JSON.stringify(contact), address: JSON.stringify(customer.address) };
    this.#installation = new Part(ofGroup("installation"), installationOf);
    this.#port = new Part(ofGroup("port"), portOf);
    this.#billing = new Part(ofGroup("billing"), (cells) => billingOf(cells, defaults));
  }

  write(cells: Cells): string {
    const address = addressOf(cells, "site_street", "site_city", "site_state", "site_zip", "site_unit");
    return (
      `{"siteRef":${text(cells, "site_ref")},"address":${address}${this.#product.of(cells)}` +
      `${this.#installation.of(cells)}${shippingOf(cells, address)}${this.#port.of(cells)}${this.#billing.of(cells)}}`
    );
  }
}

/** A part of the text that depends on columns that stand together. */
class Part {
  readonly #from: number;
  readonly #to: number;
  readonly #write: (cells: Cells) => string;
  #cells: Cells = [];
  #text = "";

  constructor(columns: readonly Column[], write: (cells: Cells) => string) {
    const indexes = columns.map(({ index }) => index);
    this.#from = Math.min(...indexes);
    this.#to = Math.max(...indexes) + 1;
    this.#write = write;
  }

  of(cells: Cells): string {
    let index = this.#from;
    while (index < this.#to && cells[index] === this.#cells[index]) index += 1;
    if (index === this.#to) return this.#text;
    this.#cells = cells;
    this.#text = this.#write(cells);
    return this.#text;
  }
}

const at = (cells: Cells, name: ColumnName): string => cellAt(cells, AT[name]);
const text = (cells: Cells, name: ColumnName): string => quoted(at(cells, name));
const optional = (cells: Cells, key: string, name: ColumnName): string =>
  at(cells, name) === "" ? "" : `,"${key}":${text(cells, name)}`;

function productOf(cells: Cells): string {
  const product = at(cells, "product") || DEFAULT_PRODUCT.code;
  let written = `,"product":${quoted(product)}`;
  for (const { camelName, index, byDefault = "" } of PRODUCT_COLUMNS.get(product) ?? []) {
    const value = cellAt(cells, index) || byDefault;
    if (value !== "") written += `,"${camelName}":${quoted(value)}`;
  }
  return written;
}

function installationOf(cells: Cells): string {
  const contact = contactOf(cells, "install_first_name", "install_last_name", "install_email", "install_phone");
  const [start, due] = [text(cells, "requested_start_date"), text(cells, "requested_due_date")];
  const early = String(at(cells, "start_billing_early") === "yes");
  const notes = optional(cells, "premiseNotes", "premise_notes");
  return `,"install":${contact},"requestedStartDate":${start},"requestedDueDate":${due}${notes},"startBillingEarly":${early}`;
}

function shippingOf(cells: Cells, site: string): string {
  const email = at(cells, "ship_email") === "" ? "" : `"email":${text(cells, "ship_email")},`;
  const address =
    at(cells, "ship_street") === "" ? site : addressOf(cells, "ship_street", "ship_city", "ship_state", "ship_zip");
  return `,"shipping":{${email}"address":${address}${optional(cells, "notes", "ship_notes")}}`;
}

function portOf(cells: Cells): string {
  const more = optional(cells, "tspCode", "tsp_code") + optional(cells, "notes", "port_notes");
  return `,"port":{"floor":${text(cells, "floor")},"room":${text(cells, "room")}${more}}`;
}

function billingOf(cells: Cells, defaults: { readonly contact: string; readonly address: string }): string {
  const contact =
    at(cells, "billing_email") === ""
      ? defaults.contact
      : contactOf(cells, "billing_first_name", "billing_last_name", "billing_email", "billing_phone");
  const address =
    at(cells, "billing_street") === ""
      ? defaults.address
      : addressOf(cells, "billing_street", "billing_city", "billing_state", "billing_zip");
  const paperless = at(cells, "paperless_billing");
  return (
    `,"billing":{"contact":${contact},"address":${address}` +
    (paperless === "" ? "" : `,"paperless":${String(paperless === "yes")}`) +
    `${optional(cells, "description", "billing_description")}${optional(cells, "invoiceNumber", "invoice_number")}}`
  );
}

type Four = readonly [ColumnName, ColumnName, ColumnName, ColumnName];

function contactOf(cells: Cells, ...[first, last, email, phone]: Four): string {
  return `{"firstName":${text(cells, first)},"lastName":${text(cells, last)},"email":${text(cells, email)},"phone":${text(cells, phone)}}`;
}

function addressOf(cells: Cells, ...[street, city, state, zip, unit]: readonly [...Four, ColumnName?]): string {
  const within = unit === undefined ? "" : optional(cells, "unit", unit);
  return `{"street":${text(cells, street)}${within},"city":${text(cells, city)},"state":${text(cells, state)},"zip":${text(cells, zip)}}`;
}

/** What JSON writes otherwise than it stands. */
const ESCAPED = /["\\\u0000-\u001F\uD800-\uDFFF]/;

const quoted = (text: string): string => (ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`);
