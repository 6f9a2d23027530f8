// Puts the rows of one order together: agreed order values, dates that the column has decided, unique sites, and the
// canonical document of order and sites. A row with an error takes part in nothing but the order's values.
import { AT, COLUMN_LIST, type Column, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { checkDates, checkWhole } from "../rows/check-row.ts";
import { INVALID } from "../rows/clean-cell.ts";
import { type Finding, isError } from "../rows/finding.ts";
import { namedRows, type PlaceOf } from "../rows/name-rows.ts";
import { type OrderHead, orderHead } from "./order-head.ts";
import { sitePlaceHash } from "../rows/place-hash.ts";
import { type DateOrder, isOpenDay, resolveDay } from "../rows/read-day.ts";
import type { RowError } from "../rows/row-error.ts";
import { SiteJsonWriter } from "./site-json.ts";

export interface OrderRow {
  readonly row: number;
  /** Normalised, in schema order. */
  readonly cells: string[];
  readonly error: RowError | null;
  readonly known: number;
}

export interface RowFinding {
  readonly row: number;
  readonly finding: Finding;
  /** Already asked as one question about the whole file: marks the row and is not listed again. */
  readonly silent?: true;
}

export interface AssembledSite {
  readonly row: number;
  readonly siteRef: string;
  /** What two sites share that are probably one (place-hash.ts). */
  readonly place: string;
  /** Its part of the order's document. */
  readonly json: string;
}

export interface AssembledOrder {
  readonly orderRef: string;
  /** Undefined: an order column has an error, and no site of the order can go. */
  readonly head: OrderHead | undefined;
  readonly sites: readonly AssembledSite[];
  /** Errors and warnings found here, each at its row. */
  readonly findings: readonly RowFinding[];
  /** Findings about the order's own columns; listed once, true for every row. */
  readonly orderFindings: readonly RowFinding[];
}

const ORDER_COLUMNS: readonly Column[] = COLUMN_LIST.slice(0, ORDER_COLUMNS_COUNT);
const DAY_COLUMNS: readonly Column[] = COLUMN_LIST.filter((column) => column.kind === "day");
const ALT_CONTACT = [
  "alt_contact_first_name",
  "alt_contact_last_name",
  "alt_contact_email",
  "alt_contact_phone",
] as const;

/** `placeOf`: how findings name other rows of the order. */
export function assembleOrder(
  rows: readonly OrderRow[],
  dateOrders: ReadonlyMap<number, DateOrder>,
  placeOf: PlaceOf,
): AssembledOrder {
  if (rows.length > FILE_LIMITS.sitesPerOrderMax) return tooLarge(rows);
  const findings: RowFinding[] = [];
  for (const row of rows) resolveDays(row, dateOrders, findings);
  const { values, orderFindings, whole } = mergeOrderValues(rows, placeOf);
  const orderRef = values[AT.order_ref] ?? "";
  const sound = whole && !orderFindings.some(({ finding }) => isError(finding));
  const head = sound ? orderHead(values) : undefined;
  findDuplicates(rows, findings, placeOf);
  const bad = new Set(findings.filter(({ finding }) => isError(finding)).map(({ row }) => row));
  const good = rows.filter((row) => row.error === null && !bad.has(row.row));
  const sites = head === undefined ? [] : sitesOf(good, new SiteJsonWriter(head));
  findLookalikes(sites, findings, placeOf);
  return { orderRef, head, sites, findings, orderFindings };
}

function sitesOf(rows: readonly OrderRow[], writer: SiteJsonWriter): AssembledSite[] {
  return rows.map(({ row, cells }) => ({
    row,
    siteRef: cells[AT.site_ref] ?? "",
    place: sitePlaceHash(cells),
    json: writer.write(cells),
  }));
}

/** Its rows are not compared with each other: they may be a million. */
function tooLarge(rows: readonly OrderRow[]): AssembledOrder {
  const detail = FILE_LIMITS.sitesPerOrderMax.toLocaleString("en-US");
  const finding: Finding = { code: "order.tooManySites", column: "order_ref", detail };
  const orderRef = rows[0]?.cells[AT.order_ref] ?? "";
  const orderFindings = [{ row: rows[0]?.row ?? 0, finding }];
  return { orderRef, head: undefined, sites: [], findings: [], orderFindings };
}

function resolveDays(row: OrderRow, orders: ReadonlyMap<number, DateOrder>, findings: RowFinding[]): void {
  let resolved = false;
  for (const column of DAY_COLUMNS) {
    const value = row.cells[column.index] ?? "";
    if (!isOpenDay(value)) continue;
    const order = orders.get(column.index) ?? "ambiguous";
    const day = resolveDay(value, order);
    row.cells[column.index] = day ?? INVALID;
    resolved = true;
    if (day !== undefined) continue;
    const undecided = order === "ambiguous" || order === "mixed";
    const code = undecided ? (order === "mixed" ? "date.mixed" : "date.ambiguous") : "date.form";
    const finding: Finding = { code, column: column.name, value: value.slice(1) };
    findings.push(undecided ? { row: row.row, finding, silent: true } : { row: row.row, finding });
  }
  if (!resolved) return;
  const late: Finding[] = [];
  checkDates(row.cells, late);
  findings.push(...late.map((finding) => ({ row: row.row, finding })));
}

function mergeOrderValues(
  rows: readonly OrderRow[],
  placeOf: PlaceOf,
): {
  values: string[];
  orderFindings: RowFinding[];
  /** No order column's only values are in error. */
  whole: boolean;
} {
  const orderFindings: RowFinding[] = [];
  const values: string[] = [];
  const first = rows[0]?.row ?? 0;
  let whole = true;
  for (const column of ORDER_COLUMNS) {
    let value = "";
    let invalid = false;
    let differs = false;
    for (const { cells } of rows) {
      const cell = cells[column.index] ?? "";
      if (cell === INVALID) invalid = true;
      else if (value === "") value = cell;
      else if (cell !== "" && cell !== value) differs = true;
    }
    values[column.index] = value;
    if (differs) {
      const named = rows.filter(({ cells }) => cells[column.index] !== "" && cells[column.index] !== INVALID);
      const detail = namedRows(
        named.map(({ row }) => row),
        placeOf,
      );
      orderFindings.push({ row: first, finding: { code: "order.conflict", column: column.name, detail } });
    } else if (value === "" && column.required === true) {
      if (invalid) whole = false;
      else orderFindings.push({ row: first, finding: { code: "cell.required", column: column.name } });
    } else if (value === "" && invalid) whole = false;
  }
  const late: Finding[] = [];
  checkWhole(values, ALT_CONTACT, { code: "contact.incomplete", detail: "alternate" }, late);
  orderFindings.push(...late.map((finding) => ({ row: first, finding })));
  return { values, orderFindings, whole };
}

/** The same site_ref twice: an exact repeat, or two contents of which one must be wrong. */
function findDuplicates(rows: readonly OrderRow[], findings: RowFinding[], placeOf: PlaceOf): void {
  const firstByRef = new Map<string, OrderRow>();
  const repeated = new Map<string, OrderRow[]>();
  for (const row of rows) {
    const ref = row.cells[AT.site_ref] ?? "";
    if (ref === "" || ref === INVALID) continue;
    const first = firstByRef.get(ref);
    const same = repeated.get(ref);
    if (first === undefined) firstByRef.set(ref, row);
    else if (same === undefined) repeated.set(ref, [first, row]);
    else same.push(row);
  }
  for (const same of repeated.values()) {
    const [first, ...others] = same;
    if (first === undefined) continue;
    const content = siteContent(first);
    const column = "site_ref";
    if (others.every((row) => siteContent(row) === content)) {
      const detail = namedRows([first.row], placeOf);
      for (const { row } of others) findings.push({ row, finding: { code: "site.repeated", column, detail } });
    } else {
      const detail = namedRows(
        same.map(({ row }) => row),
        placeOf,
      );
      for (const { row } of same) findings.push({ row, finding: { code: "site.duplicate", column, detail } });
    }
  }
}

const siteContent = (row: OrderRow): string => row.cells.slice(AT.site_ref).join("\u0001");

/** Different site_refs, the same place and product: both are sent, with a warning. */
function findLookalikes(sites: readonly AssembledSite[], findings: RowFinding[], placeOf: PlaceOf): void {
  const seen = new Map<string, number>();
  for (const { row, place } of sites) {
    const earlier = seen.get(place);
    if (earlier === undefined) seen.set(place, row);
    else
      findings.push({
        row,
        finding: { code: "site.probableDuplicate", column: "site_street", detail: namedRows([earlier], placeOf) },
      });
  }
}
