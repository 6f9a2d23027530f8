// A site's part of the canonical document, from its normalised row, as JSON text: it is hashed and put into the document as it
// stands, so it is written once and by hand, which costs a quarter of an object and its JSON.stringify. Blanks are resolved
// to what they mean (docs/bulk-file.md §1). Its form is SiteDocumentSchema's without the row: the same site in another line of
// another file is the same site.
import { AT, COLUMNS, COLUMN_LIST, type ColumnGroup, type ColumnName } from "../../contracts/bulk-file.ts";
import { cellAt } from "../rows/cell-at.ts";
import type { OrderHead } from "./order-head.ts";

const rangeOf = (group: ColumnGroup): readonly [from: number, to: number] => {
  const places = COLUMN_LIST.filter((column) => column.group === group).map(({ index }) => index);
  return [Math.min(...places), Math.max(...places) + 1];
};

type Cells = readonly string[];

/** Writes the sites of one order, one after the other: what they repeat of the one before is not written anew. */
export class SiteJsonWriter {
  readonly #installation: Part;
  readonly #port: Part;
  readonly #billing: Part;

  constructor({ contact, customer }: OrderHead) {
    const defaults = { contact: JSON.stringify(contact), address: JSON.stringify(customer.address) };
    this.#installation = new Part("installation", installationOf);
    this.#port = new Part("port", portOf);
    this.#billing = new Part("billing", (cells) => billingOf(cells, defaults));
  }

  write(cells: Cells): string {
    const address = addressOf(cells, "site_street", "site_city", "site_state", "site_zip", "site_unit");
    const architecture = at(cells, "architecture") === "Dedicated" ? "Dedicated" : COLUMNS.architecture.byDefault;
    const management =
      at(cells, "management") === "Customer Managed" ? "Customer Managed" : COLUMNS.management.byDefault;
    return (
      `{"siteRef":${text(cells, "site_ref")},"address":${address},"product":"ADI","architecture":"${architecture}"` +
      `,"accessSpeed":${text(cells, "access_speed")},"portSpeed":${text(cells, "port_speed")}` +
      `${optional(cells, "interface", "interface")},"management":"${management}","billingOption":"Flat Rate"` +
      `${this.#installation.of(cells)}${shippingOf(cells, address)}${this.#port.of(cells)}${this.#billing.of(cells)}}`
    );
  }
}

/** A part of the text that depends on the columns of one group. */
class Part {
  readonly #from: number;
  readonly #to: number;
  readonly #write: (cells: Cells) => string;
  #cells: Cells = [];
  #text = "";

  constructor(group: ColumnGroup, write: (cells: Cells) => string) {
    [this.#from, this.#to] = rangeOf(group);
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
