// Filled, valid examples of the bulk file, from the schema, with as many rows as asked for. Asked for on a day, their days lie months
// ahead of it, so that no example is of the past; else they are the columns' examples.
import { COLUMN_LIST, type ColumnName } from "../../contracts/bulk-file.ts";
import { DEFAULT_PRODUCT, PRODUCT_COLUMNS } from "../../contracts/products/known-products.ts";
import { csvLine } from "./csv-line.ts";
import { EXAMPLE_ADDRESSES } from "./example-sites.ts";

export const TEMPLATE_FORMATS = ["csv", "json", "ndjson"] as const;
export type TemplateFormat = (typeof TEMPLATE_FORMATS)[number];

const SITES_PER_ORDER = 20;

export interface ExampleOptions {
  readonly sitesPerOrder?: number;
  /** The day on which somebody asks. Absent: the columns' examples, which are always the same. */
  readonly today?: Date;
}

/** The columns' examples as they were chosen on a day of November: four months ahead, and what is due a month later. */
const MONTHS_AHEAD = 4;

function daysAhead(today: Date): Partial<Record<ColumnName, string>> {
  const day = (months: number, of: number): string =>
    new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, of)).toISOString().slice(0, 10);
  return {
    contract_effective_date: day(MONTHS_AHEAD, 1),
    requested_start_date: day(MONTHS_AHEAD, 15),
    // The last of a month is the day before the next one's first.
    requested_due_date: day(MONTHS_AHEAD + 2, 0),
  };
}

/** The text of an example file with so many sites; in pieces, so that any number can be written. */
export function* template(format: TemplateFormat, rows: number, options: ExampleOptions = {}): Iterable<string> {
  if (format === "csv") {
    for (const cells of templateRows(rows, options)) yield csvLine(cells);
    return;
  }
  const { sitesPerOrder = SITES_PER_ORDER } = options;
  const orders = Math.ceil(rows / sitesPerOrder);
  if (format === "json") yield '{"orders":[\n';
  for (let order = 0; order < orders; order += 1) {
    const text = JSON.stringify(orderOf(order, rows, options), null, format === "json" ? 2 : undefined);
    yield format === "ndjson" ? `${text}\n` : `${text}${order === orders - 1 ? "" : ","}\n`;
  }
  if (format === "json") yield "]}\n";
}

/** The same as cells: the header, then so many rows. */
export function* templateRows(rows: number, options: ExampleOptions = {}): Iterable<string[]> {
  yield COLUMN_LIST.map((column) => column.name);
  for (let index = 0; index < rows; index += 1) yield rowOf(index, options);
}

/** The cells of the nth row, from 0, in schema order; a column that only other products have is blank. */
function rowOf(index: number, { sitesPerOrder = SITES_PER_ORDER, today }: ExampleOptions): string[] {
  const own = { ...ownValues(index, sitesPerOrder), ...(today !== undefined && daysAhead(today)) };
  return COLUMN_LIST.map(({ name, example }) => own[name] ?? (isOfOtherProduct(name) ? "" : example));
}

const isOfOtherProduct = (name: string): boolean =>
  Object.hasOwn(PRODUCT_COLUMNS, name) && !Object.hasOwn(DEFAULT_PRODUCT.columns, name);

/** What differs from row to row; everything else is the column's example. */
function ownValues(index: number, sitesPerOrder: number): Partial<Record<ColumnName, string>> {
  const order = Math.floor(index / sitesPerOrder);
  const [street = "", city = "", state = "", zip = ""] = EXAMPLE_ADDRESSES[index % EXAMPLE_ADDRESSES.length] ?? [];
  const round = Math.floor(index / EXAMPLE_ADDRESSES.length);
  // Another suite in each round: no two sites of an example are one address.
  const suite = String(100 + round);
  return {
    order_ref: `NW-${String(10_001 + order)}`,
    site_ref: `S-${String(index + 1).padStart(4, "0")}`,
    site_street: street,
    site_unit: `Ste ${suite}`,
    site_city: city,
    site_state: state,
    site_zip: zip,
    ship_street: street,
    ship_city: city,
    ship_state: state,
    ship_zip: zip,
    ship_notes: `Deliver to suite ${suite}`,
    // One code a circuit (docs/apex-api.md §4): an example must not repeat one.
    tsp_code: "",
  };
}

/** Columns whose JSON value is no text. */
function jsonValue(name: ColumnName, text: string): string | number | boolean {
  if (name === "contract_term_months" || name === "discount_percent") return Number(text);
  if (name === "accept_terms" || name === "paperless_billing" || name === "start_billing_early") return text === "yes";
  return text;
}

function orderOf(order: number, rows: number, options: ExampleOptions): Record<string, unknown> {
  const { sitesPerOrder = SITES_PER_ORDER } = options;
  const first = order * sitesPerOrder;
  const indexes = Array.from({ length: Math.min(sitesPerOrder, rows - first) }, (_, at) => first + at);
  const fields = (index: number, ofOrder: boolean): Record<string, unknown> => {
    const cells = rowOf(index, options);
    const wanted = COLUMN_LIST.filter((column) => (column.group === "order") === ofOrder && cells[column.index] !== "");
    return Object.fromEntries(
      wanted.map((column) => [column.camelName, jsonValue(column.name, cells[column.index] ?? "")]),
    );
  };
  return { ...fields(first, true), sites: indexes.map((index) => fields(index, false)) };
}
