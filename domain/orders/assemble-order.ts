// Puts the rows of one order together: agreed order values, dates that the column has decided, unique sites, and the
// canonical document of order and sites. A row with an error takes part in nothing but the order's values.
import { AT, COLUMN_LIST, type Column, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import { invariant } from "../../contracts/errors.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { cellAt } from "../rows/cell-at.ts";
import { checkDates, checkWhole } from "../rows/check-row.ts";
import { INVALID } from "../rows/clean-cell.ts";
import { type Finding, isError } from "../rows/finding.ts";
import { namedRows, type PositionOf } from "../rows/name-rows.ts";
import { type OrderHead, orderHead } from "./order-head.ts";
import { addressKeyOf } from "../rows/address-key.ts";
import { type DateOrder, isOpenDay, resolveDay } from "../rows/read-day.ts";
import { SiteJsonWriter } from "./site-json.ts";

export interface OrderRow {
  readonly row: number;
  /** Normalised, in schema order. */
  readonly cells: string[];
  /** Errors only; none: the row may go. */
  readonly errors: readonly Finding[];
  readonly known: number;
}

/** A finding that was made among the rows of an order: it says which one it is about. */
export type FindingOfRow = Finding & { readonly row: number };

export interface AssembledSite {
  readonly row: number;
  readonly siteRef: string;
  /** What two sites share that are probably one (address-key.ts). */
  readonly addressKey: string;
  /** Its part of the order's document. */
  readonly json: string;
}

export interface AssembledOrder {
  readonly orderRef: string;
  /** Undefined: an order column has an error, and no site of the order can go. */
  readonly head: OrderHead | undefined;
  readonly sites: readonly AssembledSite[];
  /** Errors and warnings found here, each at its row. */
  readonly findings: readonly FindingOfRow[];
  /** Findings about the order's own columns; listed once, true for every row. */
  readonly orderFindings: readonly FindingOfRow[];
}

const ORDER_COLUMNS: readonly Column[] = COLUMN_LIST.slice(0, ORDER_COLUMNS_COUNT);
const DAY_COLUMNS: readonly Column[] = COLUMN_LIST.filter((column) => column.kind === "day");
const ALT_CONTACT = [
  "alt_contact_first_name",
  "alt_contact_last_name",
  "alt_contact_email",
  "alt_contact_phone",
] as const;

/** Whoever groups rows makes no empty group. */
export function firstOf([first]: readonly OrderRow[]): OrderRow {
  invariant(first !== undefined, "assembleOrder.noRows");
  return first;
}

/** `positionOf`: how findings name other rows of the order. */
export function assembleOrder(
  rows: readonly OrderRow[],
  dateOrders: ReadonlyMap<number, DateOrder>,
  positionOf: PositionOf,
): AssembledOrder {
  if (rows.length > FILE_LIMITS.sitesPerOrderMax) return tooLarge(rows);
  const findings: FindingOfRow[] = [];
  for (const row of rows) resolveDays(row, dateOrders, findings);
  const { values, orderFindings, whole } = mergeOrderValues(rows, positionOf);
  const orderRef = cellAt(values, AT.order_ref);
  const sound = whole && !orderFindings.some(isError);
  const head = sound ? orderHead(values) : undefined;
  findDuplicates(rows, findings, positionOf);
  const bad = new Set(findings.filter(isError).map(({ row }) => row));
  const good = rows.filter((row) => row.errors.length === 0 && !bad.has(row.row));
  const sites = head === undefined ? [] : sitesOf(good, new SiteJsonWriter(head));
  findLookalikes(sites, findings, positionOf);
  return { orderRef, head, sites, findings, orderFindings };
}

function sitesOf(rows: readonly OrderRow[], writer: SiteJsonWriter): AssembledSite[] {
  return rows.map(({ row, cells }) => ({
    row,
    siteRef: cellAt(cells, AT.site_ref),
    addressKey: addressKeyOf(cells),
    json: writer.write(cells),
  }));
}

/** Its rows are not compared with each other: they may be a million. */
function tooLarge(rows: readonly OrderRow[]): AssembledOrder {
  const detail = FILE_LIMITS.sitesPerOrderMax.toLocaleString("en-US");
  const { row, cells } = firstOf(rows);
  const orderRef = cellAt(cells, AT.order_ref);
  const orderFindings = [{ code: "order.tooManySites", row, column: "order_ref", detail } as const];
  return { orderRef, head: undefined, sites: [], findings: [], orderFindings };
}

function resolveDays(row: OrderRow, orders: ReadonlyMap<number, DateOrder>, findings: FindingOfRow[]): void {
  let resolved = false;
  for (const column of DAY_COLUMNS) {
    const value = cellAt(row.cells, column.index);
    if (!isOpenDay(value)) continue;
    const order = orders.get(column.index) ?? "ambiguous";
    const day = resolveDay(value, order);
    row.cells[column.index] = day ?? INVALID;
    resolved = true;
    if (day !== undefined) continue;
    const undecided = order === "ambiguous" || order === "mixed";
    const code = undecided ? (order === "mixed" ? "date.mixed" : "date.ambiguous") : "date.form";
    findings.push({ code, row: row.row, column: column.name, value: value.slice(1) });
  }
  if (!resolved) return;
  const late: Finding[] = [];
  checkDates(row.cells, late);
  findings.push(...late.map((finding) => ({ ...finding, row: row.row })));
}

function mergeOrderValues(
  rows: readonly OrderRow[],
  positionOf: PositionOf,
): {
  values: string[];
  orderFindings: FindingOfRow[];
  /** No order column's only values are in error. */
  whole: boolean;
} {
  const orderFindings: FindingOfRow[] = [];
  const values: string[] = [];
  const first = firstOf(rows).row;
  let whole = true;
  for (const column of ORDER_COLUMNS) {
    let value = "";
    let invalid = false;
    let differs = false;
    for (const { cells } of rows) {
      const cell = cellAt(cells, column.index);
      if (cell === INVALID) invalid = true;
      else if (value === "") value = cell;
      else if (cell !== "" && cell !== value) differs = true;
    }
    values[column.index] = value;
    if (differs) {
      const named = rows.filter(({ cells }) => cells[column.index] !== "" && cells[column.index] !== INVALID);
      const detail = namedRows(
        named.map(({ row }) => row),
        positionOf,
      );
      orderFindings.push({ code: "order.conflict", row: first, column: column.name, detail });
    } else if (value === "" && column.required === true) {
      if (invalid) whole = false;
      else orderFindings.push({ code: "cell.required", row: first, column: column.name });
    } else if (value === "" && invalid) whole = false;
  }
  const late: Finding[] = [];
  checkWhole(values, ALT_CONTACT, { code: "contact.incomplete", detail: "alternate" }, late);
  orderFindings.push(...late.map((finding) => ({ ...finding, row: first })));
  return { values, orderFindings, whole };
}

/** The same site_ref twice: an exact repeat, or two contents of which one must be wrong. */
function findDuplicates(rows: readonly OrderRow[], findings: FindingOfRow[], positionOf: PositionOf): void {
  const firstByRef = new Map<string, OrderRow>();
  const repeated = new Map<string, OrderRow[]>();
  for (const row of rows) {
    const ref = cellAt(row.cells, AT.site_ref);
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
      const detail = namedRows([first.row], positionOf);
      for (const { row } of others) findings.push({ code: "site.repeated", row, column, detail });
    } else {
      const detail = namedRows(
        same.map(({ row }) => row),
        positionOf,
      );
      for (const { row } of same) findings.push({ code: "site.duplicate", row, column, detail });
    }
  }
}

const siteContent = (row: OrderRow): string => row.cells.slice(AT.site_ref).join("\u0001");

/** Different site_refs, the same address and product: both are sent, with a warning. */
function findLookalikes(sites: readonly AssembledSite[], findings: FindingOfRow[], positionOf: PositionOf): void {
  const seen = new Map<string, number>();
  for (const { row, addressKey } of sites) {
    const earlier = seen.get(addressKey);
    if (earlier === undefined) seen.set(addressKey, row);
    else
      findings.push({
        code: "site.probableDuplicate",
        row,
        column: "site_street",
        detail: namedRows([earlier], positionOf),
      });
  }
}
