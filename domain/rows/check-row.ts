// Checks one row: every cell by its kind, then what needs several cells: ZIP against state, port against access speed,
// due against start, whole addresses and contacts. All findings of the row are returned, never only the first.
import { AT, COLUMN_LIST, type Column, type ColumnName, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import { checkServed, checkZip } from "./check-address.ts";
import { DAY_COLUMNS, checkDays } from "./check-days.ts";
import type { Finding } from "./finding.ts";
import { checkProduct, productInRow } from "./check-product.ts";
import { type RowInCheck, shownIn } from "./row-in-check.ts";
import type { RowMemory } from "./row-memory.ts";

const SITE_ZIPS: readonly { readonly zip: ColumnName; readonly state: ColumnName }[] = [
  { zip: "site_zip", state: "site_state" },
  { zip: "ship_zip", state: "ship_state" },
  { zip: "billing_zip", state: "billing_state" },
];

const SHIP_ADDRESS = ["ship_street", "ship_city", "ship_state", "ship_zip"] as const;
const BILLING_ADDRESS = ["billing_street", "billing_city", "billing_state", "billing_zip"] as const;
const BILLING_CONTACT = ["billing_first_name", "billing_last_name", "billing_email", "billing_phone"] as const;
export const ALT_CONTACT = [
  "alt_contact_first_name",
  "alt_contact_last_name",
  "alt_contact_email",
  "alt_contact_phone",
] as const;

const BLANK_CELLS: readonly string[] = COLUMN_LIST.map(() => "");
const ORDER_COLUMNS: readonly Column[] = COLUMN_LIST.slice(0, ORDER_COLUMNS_COUNT);
const SITE_COLUMNS: readonly Column[] = COLUMN_LIST.slice(ORDER_COLUMNS_COUNT);
const ORDER_DAYS = DAY_COLUMNS.filter(({ group }) => group === "order");
const SITE_DAYS = DAY_COLUMNS.filter(({ group }) => group !== "order");

export interface CheckedRow {
  /** Normalized, in schema order. */
  readonly cells: string[];
  /** The order's values are those of the row before. */
  readonly repeatsOrder: boolean;
}

/** `raw` has a cell per schema column, "" where the file has none. Returns the normalized row; fills `findings`. */
export function checkRow(raw: readonly string[], findings: Finding[], memory: RowMemory): CheckedRow {
  const order = memory.orderOf(raw);
  const cells = (order ?? BLANK_CELLS).slice();
  const row = { raw, cells, findings, rules: memory.rules };
  if (order === undefined) readOrder(row, memory);
  memory.read(SITE_COLUMNS, raw, cells, findings);
  const product = productInRow(cells);
  for (const column of product.required) {
    if (cells[column.index] === "") findings.push({ code: "cell.required", column: column.name });
  }
  checkServed(row, "site_city", "site_state");
  checkServed(row, "ship_city", "ship_state");
  for (const { zip, state } of SITE_ZIPS) checkZip(row, zip, state);
  checkProduct(row, product);
  checkDays(cells, daysOf(row, SITE_DAYS), findings);
  blankNames(row, BILLING_CONTACT);
  checkWhole(cells, SHIP_ADDRESS, { code: "address.incomplete", detail: "shipping" }, findings);
  checkWhole(cells, BILLING_ADDRESS, { code: "address.incomplete", detail: "billing" }, findings);
  checkWhole(cells, BILLING_CONTACT, { code: "contact.incomplete", detail: "billing" }, findings);
  return { cells, repeatsOrder: order !== undefined };
}

function readOrder(row: RowInCheck, memory: RowMemory): void {
  const { raw, cells, findings } = row;
  const before = findings.length;
  memory.read(ORDER_COLUMNS, raw, cells, findings);
  checkZip(row, "customer_zip", "customer_state");
  checkDays(cells, daysOf(row, ORDER_DAYS), findings);
  blankNames(row, ALT_CONTACT);
  memory.noteOrder(raw, cells, findings.length === before);
}

const daysOf = (row: RowInCheck, columns: readonly Column[]) => ({
  limits: row.rules.days,
  columns,
  shown: (column: Column) => shownIn(row, column),
});

/** N/A as the name of a contact who has neither e-mail nor phone is nobody's name: the contact is left out. */
function blankNames({ cells, findings }: RowInCheck, columns: typeof ALT_CONTACT | typeof BILLING_CONTACT): void {
  const [firstName, lastName, email, phone] = columns;
  if (cells[AT[email]] !== "" || cells[AT[phone]] !== "") return;
  for (const [at, finding] of findings.entries()) {
    if (finding.code !== "placeholder.possible") continue;
    const name = [firstName, lastName].find((column) => column === finding.column);
    if (name === undefined) continue;
    cells[AT[name]] = "";
    findings[at] = { ...finding, code: "placeholder.removed" };
  }
}

/** Either all of the columns are filled, or none. The first blank one is to blame. */
export function checkWhole(
  row: readonly string[],
  columns: readonly ColumnName[],
  fault: Pick<Finding, "code" | "detail">,
  findings: Finding[],
): void {
  const isFirstBlank = row[AT[columns[0] ?? "order_ref"]] === "";
  if (columns.every((name) => (row[AT[name]] === "") === isFirstBlank)) return;
  const first = columns.find((name) => row[AT[name]] === "");
  if (first !== undefined) findings.push({ ...fault, column: first });
}
