// Puts the rows of one order together: agreed order values, dates that the column has decided, unique sites, and the
// canonical document of order and sites. A row with an error takes part in nothing but the order's values.
import { AT, type Column } from "../../contracts/bulk-file.ts";
import { invariant } from "../../contracts/errors.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { cellAt } from "../rows/cell-at.ts";
import { type DayLimits, DAY_COLUMNS, checkDays } from "../rows/check-days.ts";
import { INVALID } from "../rows/clean-cell.ts";
import { type Finding, isError } from "../rows/finding.ts";
import { namedRows, type PositionOf } from "../rows/name-rows.ts";
import { type OrderHead, orderHead } from "./order-head.ts";
import { addressKeyOf } from "../rows/address-key.ts";
import { type DateOrder, isNoDay, isOpenDay, resolveDay } from "../rows/date-order.ts";
import type { KnownDiscounts } from "./check-discount.ts";
import type { FindingOfRow, OrderRow } from "./order-row.ts";
import { mergeOrderValues } from "./order-values.ts";
import { SiteJsonWriter } from "./site-json.ts";

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

/** Grouping rows never makes an empty group. */
export function firstOf([first]: readonly OrderRow[]): OrderRow {
  invariant(first !== undefined, "assembleOrder.noRows");
  return first;
}

/** What a file says about its orders besides their rows. */
export interface AssembleContext {
  /** By column index. */
  readonly dateOrders: ReadonlyMap<number, DateOrder>;
  readonly days: DayLimits;
  /** What the distributor's profile says. */
  readonly discounts: KnownDiscounts;
  /** How findings name other rows of the order. */
  readonly positionOf: PositionOf;
}

export function assembleOrder(rows: readonly OrderRow[], context: AssembleContext): AssembledOrder {
  if (rows.length > FILE_LIMITS.sitesPerOrderMax) return tooLarge(rows);
  const { positionOf } = context;
  const findings: FindingOfRow[] = [];
  for (const row of rows) resolveDays(row, context, findings);
  const { values, orderFindings, whole } = mergeOrderValues(rows, firstOf(rows), context);
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

function resolveDays(row: OrderRow, { dateOrders, days }: AssembleContext, findings: FindingOfRow[]): void {
  // Most files have no such day.
  if (!DAY_COLUMNS.some(({ index }) => isOpenDay(cellAt(row.cells, index)))) return;
  const found: Finding[] = [];
  const shown = new Map<Column, string>();
  for (const column of DAY_COLUMNS) {
    const value = cellAt(row.cells, column.index);
    if (!isOpenDay(value)) continue;
    const order = dateOrders.get(column.index) ?? "ambiguous";
    const day = resolveDay(value, order);
    row.cells[column.index] = day ?? INVALID;
    shown.set(column, value.slice(1));
    if (day !== undefined) continue;
    // What is no day in either order stays an error once the question is answered.
    const undecided = (order === "ambiguous" || order === "mixed") && !isNoDay(value);
    const code = undecided ? (order === "mixed" ? "date.mixed" : "date.ambiguous") : "date.form";
    found.push({ code, column: column.name, value: value.slice(1) });
  }
  const check = { limits: days, columns: [...shown.keys()], shown: (column: Column) => shown.get(column) ?? "" };
  checkDays(row.cells, check, found);
  findings.push(...found.map((finding) => ({ ...finding, row: row.row })));
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
