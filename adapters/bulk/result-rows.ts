// Writes the original rows of a file with what became of each: results.csv, and failed.csv with the rows to correct, in
// which order cells that were left blank are filled, so that the rows stand on their own.
import { AT, COLUMN_LIST, RESULT_COLUMNS } from "../../contracts/bulk-file.ts";
import type { RowTotals } from "../../contracts/receipt.ts";
import { csvLine } from "../../domain/bulk/csv-line.ts";
import { CARRIED, type Header } from "../../domain/bulk/read-header.ts";
import type { ReportSite } from "../../domain/bulk/report-html.ts";
import type { RowResult } from "../../domain/bulk/row-result.ts";
import { FileFault } from "./file-fault.ts";
import { readRecords } from "./read-records.ts";
import type { ReadOptions, RowSink, SourceRow } from "./source-row.ts";
import type { SpoolFile } from "./spool-file.ts";

/** Rows shown in report.html. */
const REPORT_ROWS_MAX = 2000;
/** What a person needs beside a row to correct it; ignored when the file is dropped again. */
const FAILED_COLUMNS = ["_code", "_column", "_message", "_fix"] as const;

export interface RowSource {
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
  readonly profile: ReadOptions["profile"];
}

export interface JoinedRows {
  readonly totals: RowTotals;
  readonly sites: readonly ReportSite[];
}

export async function writeResultRows(
  source: RowSource,
  resultOf: (row: number) => RowResult,
  into: { readonly results: SpoolFile; readonly failed: SpoolFile },
): Promise<JoinedRows> {
  const layout = await readLayout(source);
  const joiner = new Joiner(layout, resultOf, into.results);
  await eachRow(source, joiner);
  const isBad = (row: number): boolean => resultOf(row).outcome === "failed";
  await eachRow(source, new FailedRows(layout, isBad, resultOf, into.failed));
  return { totals: joiner.totals, sites: joiner.sites };
}

async function eachRow(source: RowSource, sink: RowSink): Promise<void> {
  try {
    const bytes = await source.open();
    await readRecords(bytes, { profile: source.profile, repeatOrderFields: true }, sink, () => undefined);
  } catch (error) {
    // The intake met the same fault at the same place, and the receipt says so.
    if (!(error instanceof FileFault)) throw error;
  }
}

/** Which cells of a row are written, in which order, and under which names. */
interface Layout {
  readonly names: readonly string[];
  readonly cells: readonly number[];
  /** Where the cell of a schema column stands in a row; -1: nowhere. */
  readonly placeOf: readonly number[];
  /** Values of order columns by order_ref, for the orders that leave some blank. */
  readonly fills: ReadonlyMap<string, readonly string[]>;
}

const ORDER_PLACES = COLUMN_LIST.filter((column) => column.group === "order").map((column) => column.index);

async function readLayout(source: RowSource): Promise<Layout> {
  let header: Header = { names: [], places: [], findings: [] };
  const used = new Set<number>();
  const fills = new Map<string, string[]>();
  const gaps = new Set<string>();
  let isCsv = true;
  await eachRow(source, {
    header: (read) => (header = read),
    blankRow: () => undefined,
    row: (row) => {
      isCsv = row.pointer === null;
      if (!isCsv) row.cells.forEach((cell, index) => cell !== "" && used.add(index));
      else noteFills(row.cells, header.places, fills, gaps);
    },
  });
  const cells = header.names
    .map((_, index) => index)
    .filter((index) =>
      isCsv ? (header.places[index] ?? CARRIED) >= CARRIED || header.places[index] === -3 : used.has(index),
    );
  const placeOf = COLUMN_LIST.map((column) => header.places.indexOf(column.index));
  for (const ref of fills.keys()) if (!gaps.has(ref)) fills.delete(ref);
  return { names: header.names, cells, placeOf, fills };
}

function noteFills(
  cells: readonly string[],
  places: readonly number[],
  fills: Map<string, string[]>,
  gaps: Set<string>,
): void {
  const ref = (cells[places.indexOf(AT.order_ref)] ?? "").trim();
  if (ref === "") return;
  const fill = fills.get(ref) ?? [];
  let complete = true;
  for (const place of ORDER_PLACES) {
    const index = places.indexOf(place);
    if (index === -1) continue;
    const cell = cells[index] ?? "";
    if (cell === "") complete = false;
    else fill[place] ??= Buffer.from(cell).toString();
  }
  if (!complete) gaps.add(ref);
  fills.set(ref, fill);
}

class Joiner implements RowSink {
  readonly totals = { total: 0, handedOff: 0, failed: 0, held: 0, waiting: 0, unchanged: 0 };
  readonly sites: ReportSite[] = [];
  readonly #layout: Layout;
  readonly #resultOf: (row: number) => RowResult;
  readonly #into: SpoolFile;

  constructor(layout: Layout, resultOf: (row: number) => RowResult, into: SpoolFile) {
    this.#layout = layout;
    this.#resultOf = resultOf;
    this.#into = into;
    into.append(csvLine([...layout.cells.map((index) => layout.names[index] ?? ""), ...RESULT_COLUMNS]));
  }

  header(): void {
    // Known already: readLayout has read the file before.
  }

  blankRow(): void {
    // No row.
  }

  row(row: SourceRow): void {
    const result = this.#resultOf(row.row);
    this.totals.total += 1;
    this.totals[result.outcome] += 1;
    const added = RESULT_COLUMNS.map((name) => (name === "_outcome" ? result.outcome : result.cells[name]));
    const extra = row.pointer === null ? row.cells.slice(this.#layout.names.length) : [];
    this.#into.append(csvLine([...this.#layout.cells.map((index) => row.cells[index] ?? ""), ...added, ...extra]));
    if (this.sites.length < REPORT_ROWS_MAX) this.sites.push(this.#reportSite(row, result));
  }

  #reportSite(row: SourceRow, result: RowResult): ReportSite {
    const at = (place: number): string => row.cells[this.#layout.placeOf[place] ?? -1] ?? "";
    return {
      row: row.row,
      orderRef: at(AT.order_ref),
      siteRef: at(AT.site_ref),
      place: [at(AT.site_city), at(AT.site_state)].filter((text) => text !== "").join(", "),
      outcome: result.outcome,
      stage: result.cells._stage,
      code: result.cells._code,
      message: result.cells._message,
      fix: result.cells._fix,
    };
  }
}

class FailedRows implements RowSink {
  readonly #layout: Layout;
  readonly #isBad: (row: number) => boolean;
  readonly #resultOf: (row: number) => RowResult;
  readonly #into: SpoolFile;

  constructor(layout: Layout, isBad: (row: number) => boolean, resultOf: (row: number) => RowResult, into: SpoolFile) {
    this.#layout = layout;
    this.#isBad = isBad;
    this.#resultOf = resultOf;
    this.#into = into;
    into.append(csvLine([...layout.cells.map((index) => layout.names[index] ?? ""), ...FAILED_COLUMNS]));
  }

  header(): void {
    // As in Joiner.
  }

  blankRow(): void {
    // No row.
  }

  row(row: SourceRow): void {
    if (!this.#isBad(row.row)) return;
    const { cells, placeOf, fills } = this.#layout;
    const fill = fills.get((row.cells[placeOf[AT.order_ref] ?? -1] ?? "").trim());
    const filled = [...row.cells];
    for (const place of fill === undefined ? [] : ORDER_PLACES) {
      const index = placeOf[place] ?? -1;
      if (index !== -1 && filled[index] === "") filled[index] = fill?.[place] ?? "";
    }
    const result = this.#resultOf(row.row);
    this.#into.append(
      csvLine([...cells.map((index) => filled[index] ?? ""), ...FAILED_COLUMNS.map((name) => result.cells[name])]),
    );
  }
}
