// The cells of one order as they stand in its file: read again from the copy that the intake kept, by the intake's own reader, with
// the header over each cell and what was found in it.
import type { S3Client } from "@aws-sdk/client-s3";
import { COLUMN_LIST, type ColumnName, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import type { Issue } from "../../contracts/outcomes.ts";
import type { FileRecord } from "../../contracts/records.ts";
import { getObject } from "../../adapters/aws/objects.ts";
import { assembleOrder, firstOf } from "../../domain/orders/assemble-order.ts";
import type { OrderRow } from "../../domain/orders/order-row.ts";
import { mergeOrderValues } from "../../domain/orders/order-values.ts";
import { cellAt } from "../../domain/rows/cell-at.ts";
import { INVALID } from "../../domain/rows/clean-cell.ts";
import type { Header } from "../../domain/rows/read-header.ts";
import { profileOf } from "../../reading/profiles.ts";
import { readBulkFile } from "../../reading/read-bulk-file.ts";
import { eachRow } from "../../reading/row-source.ts";
import { valuePointer } from "../../reading/row/json-pointer.ts";
import type { SourceRow } from "../../reading/row/source-row.ts";
import { WORK_NAMES } from "../intake/intake-summary.ts";

export interface WrittenCell {
  /** As an editor shows it; in JSON the site is named by `pointer`. */
  readonly row: number;
  readonly pointer: string | null;
  /** As the file has it; null: the file has no such column. */
  readonly header: string | null;
  /** From 1; null in JSON, and where there is no such column. */
  readonly columnNumber: number | null;
  /** The cell as it stands in the file. */
  readonly written: string;
  /** Repairs and warnings of this very cell. */
  readonly issues: readonly Pick<Issue, "severity" | "code" | "message">[];
}

export interface WrittenSite {
  /** Normalized, in schema order; the order's columns hold what its rows agree on. */
  readonly cells: readonly string[];
  /** Of the site's row, or of the row of its order that says it. */
  writtenAt(column: ColumnName): WrittenCell;
}

interface FileDeps {
  readonly s3: S3Client;
  readonly workBucket: string;
}

/** Undefined: the file is no longer kept, or has no such row. `row` as SiteRecord has it. */
export async function writtenSite(deps: FileDeps, file: FileRecord, row: number): Promise<WrittenSite | undefined> {
  const { workPrefix } = file;
  if (workPrefix === undefined) return undefined;
  const location = { bucket: deps.workBucket, key: workPrefix + WORK_NAMES.original };
  const profile = file.profile === undefined ? profileOf(file.distributor) : (file.profile ?? undefined);
  const open = async () => (await getObject(deps.s3, location)).body;
  const issues: Issue[] = [];
  const onIssue = (issue: Issue): void => void issues.push(issue);
  const source = { open, profile, sheet: file.sheet };
  using reading = await readBulkFile({ ...source, onIssue, receivedAt: new Date(file.receivedAt) });
  const rows = rowsWith(reading.orders(), row);
  if (rows === undefined) return undefined;
  assembleOrder(rows, reading);
  const { values } = mergeOrderValues(rows, firstOf(rows), reading);
  const own = rows.find((one) => one.row === row);
  if (own === undefined) return undefined;
  const raw = await rawRows(source, new Set(rows.map((one) => one.row)));
  const cells = [...values.slice(0, ORDER_COLUMNS_COUNT), ...own.cells.slice(ORDER_COLUMNS_COUNT)];
  return { cells, writtenAt: (column) => writtenAt(column, { own, rows, raw, issues }) };
}

function rowsWith(orders: Iterable<OrderRow[]>, row: number): OrderRow[] | undefined {
  for (const rows of orders) if (rows.some((one) => one.row === row)) return rows;
  return undefined;
}

interface RawRow {
  readonly source: SourceRow;
  readonly header: Header;
}

async function rawRows(
  source: Parameters<typeof eachRow>[0],
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, RawRow>> {
  const found = new Map<number, RawRow>();
  let header: Header = { names: [], columns: [], line: 0, findings: [] };
  await eachRow(source, {
    header: (read) => (header = read),
    row: (one) => {
      if (wanted.has(one.row)) found.set(one.row, { source: one, header });
    },
    blankRow: () => undefined,
  });
  return found;
}

interface RowsOfSite {
  readonly own: OrderRow;
  readonly rows: readonly OrderRow[];
  readonly raw: ReadonlyMap<number, RawRow>;
  readonly issues: readonly Issue[];
}

function writtenAt(name: ColumnName, { own, rows, raw, issues }: RowsOfSite): WrittenCell {
  const column = COLUMN_LIST.find((one) => one.name === name);
  const index = column?.index ?? 0;
  const says = ({ cells }: OrderRow): boolean => cellAt(cells, index) !== "" && cellAt(cells, index) !== INVALID;
  const row = column?.group === "order" ? (rows.find(says) ?? own) : own;
  const at = raw.get(row.row);
  const position = at?.header.columns.indexOf(index) ?? -1;
  const pointer = at === undefined || at.source.pointer === null ? null : valuePointer(at.source.pointer, name);
  const line = at?.source.line ?? row.row;
  const isHere = (issue: Issue): boolean =>
    issue.column === name && (pointer === null ? issue.row === line : issue.pointer === pointer);
  return {
    ...{ row: line, pointer },
    header: position < 0 ? null : (at?.header.names[position] ?? null),
    columnNumber: position < 0 || pointer !== null ? null : position + 1,
    written: position < 0 ? "" : (at?.source.cells[position] ?? ""),
    issues: issues.filter(isHere).map(({ severity, code, message }) => ({ severity, code, message })),
  };
}
