// Checks one row: every cell by its kind, then what needs several cells: ZIP against state, port against access speed,
// due against start, whole addresses and contacts. All findings of the row are returned, never only the first.
import { statesOfZip, zipIsInState } from "../../avps/zip-table.ts";
import { AT, COLUMN_LIST, type Column, type ColumnName, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import { INVALID } from "./clean-cell.ts";
import type { Finding } from "./finding.ts";
import { isOpenDay } from "./read-day.ts";
import { megabitsOf } from "./read-speed.ts";
import { readValue } from "./read-value.ts";

/** Required in every row; other order columns may be blank where another row of the order has the value. */
const ROW_REQUIRED: readonly Column[] = COLUMN_LIST.filter(
  (column) => column.required === true && (column.group !== "order" || column.name === "order_ref"),
);

const SITE_ZIPS: readonly { readonly zip: ColumnName; readonly state: ColumnName }[] = [
  { zip: "site_zip", state: "site_state" },
  { zip: "ship_zip", state: "ship_state" },
  { zip: "billing_zip", state: "billing_state" },
];

const SHIP_ADDRESS = ["ship_street", "ship_city", "ship_state", "ship_zip"] as const;
const BILLING_ADDRESS = ["billing_street", "billing_city", "billing_state", "billing_zip"] as const;
const BILLING_CONTACT = ["billing_first_name", "billing_last_name", "billing_email", "billing_phone"] as const;

const BLANK_CELLS: readonly string[] = COLUMN_LIST.map(() => "");
const ORDER_COLUMNS: readonly Column[] = COLUMN_LIST.slice(0, ORDER_COLUMNS_COUNT);
const SITE_COLUMNS: readonly Column[] = COLUMN_LIST.slice(ORDER_COLUMNS_COUNT);

/** What was read last: most cells repeat the one above them, and the order's part of a row as a whole. */
export class RowMemory {
  /** The last cell of each column that was read without a finding. */
  readonly #raw: string[] = COLUMN_LIST.map(() => "");
  readonly #value: string[] = COLUMN_LIST.map(() => "");
  /** The last row whose order's part was read, where nothing was found in that; the values of its sites are blank. */
  #order: { readonly raw: readonly string[]; readonly values: readonly string[] } | undefined;

  /** Reads the row's cells of these columns. */
  read(columns: readonly Column[], raw: readonly string[], cells: string[], findings: Finding[]): void {
    for (const column of columns) {
      const { index } = column;
      const cell = raw[index] ?? "";
      if (cell === this.#raw[index]) {
        cells[index] = this.#value[index] ?? "";
        continue;
      }
      const count = findings.length;
      const value = readValue(column, cell, findings);
      if (findings.length === count) {
        this.#raw[index] = cell;
        this.#value[index] = value;
      }
      cells[index] = value;
    }
  }

  /** The order's values, where the row repeats the last one's cells. */
  orderOf(raw: readonly string[]): readonly string[] | undefined {
    const order = this.#order;
    if (order === undefined) return undefined;
    for (let index = 0; index < ORDER_COLUMNS_COUNT; index += 1) if (raw[index] !== order.raw[index]) return undefined;
    return order.values;
  }

  /** A row that was not read comes between: what follows repeats nothing. */
  forgetOrder(): void {
    this.#order = undefined;
  }

  noteOrder(raw: readonly string[], values: readonly string[], isClean: boolean): void {
    this.#order = isClean ? { raw, values: values.slice() } : undefined;
  }
}

export interface CheckedRow {
  /** Normalised, in schema order. */
  readonly cells: string[];
  /** The order's values are those of the row before. */
  readonly repeatsOrder: boolean;
}

/** `raw` has a cell a schema column, "" where the file has none. Returns the normalised row; fills `findings`. */
export function checkRow(raw: readonly string[], findings: Finding[], memory = new RowMemory()): CheckedRow {
  const order = memory.orderOf(raw);
  const cells = (order ?? BLANK_CELLS).slice();
  if (order === undefined) readOrder(raw, cells, findings, memory);
  memory.read(SITE_COLUMNS, raw, cells, findings);
  for (const column of ROW_REQUIRED) {
    if (cells[column.index] === "") findings.push({ code: "cell.required", column: column.name });
  }
  for (const { zip, state } of SITE_ZIPS) checkZip(cells, zip, state, findings);
  checkSpeeds(cells, findings);
  checkDates(cells, findings);
  checkWhole(cells, SHIP_ADDRESS, { code: "address.incomplete", detail: "shipping" }, findings);
  checkWhole(cells, BILLING_ADDRESS, { code: "address.incomplete", detail: "billing" }, findings);
  checkWhole(cells, BILLING_CONTACT, { code: "contact.incomplete", detail: "billing" }, findings);
  return { cells, repeatsOrder: order !== undefined };
}

function readOrder(raw: readonly string[], cells: string[], findings: Finding[], memory: RowMemory): void {
  const before = findings.length;
  memory.read(ORDER_COLUMNS, raw, cells, findings);
  checkZip(cells, "customer_zip", "customer_state", findings);
  memory.noteOrder(raw, cells, findings.length === before);
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

function checkZip(row: string[], zipColumn: ColumnName, stateColumn: ColumnName, findings: Finding[]): void {
  const zip = row[AT[zipColumn]] ?? "";
  const state = row[AT[stateColumn]] ?? "";
  if (zip === "" || zip === INVALID) return;
  const isWhole = /^\d{5}(?:-\d{4})?$/.test(zip);
  const hasState = state !== "" && state !== INVALID;
  if (isWhole && (!hasState || zipIsInState(zip, state))) return;
  const repaired = withLeadingZeros(zip);
  if (!isWhole && hasState && zipIsInState(repaired, state)) {
    findings.push({ code: "zip.leadingZeros", column: zipColumn, value: zip });
    row[AT[zipColumn]] = repaired;
    return;
  }
  findings.push(isWhole ? otherState(zip, state, zipColumn) : { code: "zip.lostZeros", column: zipColumn, value: zip });
  row[AT[zipColumn]] = INVALID;
}

function otherState(zip: string, state: string, column: ColumnName): Finding {
  const [likely] = statesOfZip(zip);
  const detail =
    likely === undefined ? `${zip} is not in ${state} or any other state` : `${zip} is in ${likely}, not ${state}`;
  return { code: "zip.state", column, value: zip, detail };
}

/** `7030` → `07030`; `70301234` → `07030-1234`. */
function withLeadingZeros(zip: string): string {
  const [main = "", plusFour] = zip.split("-");
  if (plusFour !== undefined) return `${main.padStart(5, "0")}-${plusFour}`;
  if (main.length <= 5) return main.padStart(5, "0");
  const nine = main.padStart(9, "0");
  return `${nine.slice(0, 5)}-${nine.slice(5)}`;
}

function checkSpeeds(row: readonly string[], findings: Finding[]): void {
  const access = row[AT.access_speed] ?? "";
  const port = row[AT.port_speed] ?? "";
  if (access === "" || port === "" || access === INVALID || port === INVALID) return;
  if (megabitsOf(port) > megabitsOf(access)) {
    findings.push({ code: "speed.portAboveAccess", column: "port_speed", value: `${port} > ${access}` });
  }
}

/** Days that wait for their column's evidence are compared again when the order is put together. */
export function checkDates(row: readonly string[], findings: Finding[]): void {
  const start = row[AT.requested_start_date] ?? "";
  const due = row[AT.requested_due_date] ?? "";
  if (start === "" || due === "" || start === INVALID || due === INVALID || isOpenDay(start) || isOpenDay(due)) return;
  if (due < start) findings.push({ code: "date.dueBeforeStart", column: "requested_due_date", value: due });
}
