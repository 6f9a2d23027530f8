// Writes the original rows of a file with what became of each: results.csv, and failed.csv with the rows to correct, which
// stand on their own. No byte order mark, though Excel wants one: a plain reader would see it in the first column's name.
// One reading of the file; two more where a row to correct leaves its order's cells to another row.
import { AT, BATCH_COLUMN, RESULT_COLUMNS } from "../../contracts/bulk-file.ts";
import type { DetectedFormat, RowTotals } from "../../contracts/receipt.ts";
import { LastMade } from "../../domain/last-made.ts";
import { CsvCellWriter, csvCells, csvLine } from "../../domain/rows/csv-line.ts";
import type { Header } from "../../domain/rows/read-header.ts";
import { REPORT_SITES_MAX, type ReportSite } from "../../domain/results/report.ts";
import { type RowResult, stopResult } from "../../domain/results/row-result.ts";
import { sitePointer } from "../../reading/row/json-pointer.ts";
import { OrderFills } from "./order-fills.ts";
import type { ResultFiles } from "./result-files.ts";
import { NO_LAYOUT, type ResultLayout, layoutBefore, layoutOfCsv } from "./result-layout.ts";
import { type RowSource, eachRow } from "../../reading/row-source.ts";
import { markOf } from "../../reading/unread-rest.ts";
import type { RowSink, SourceRow } from "../../reading/row/source-row.ts";

/** What a person needs beside a row to correct it, or to see that AT&T has it; ignored when the file is dropped again. */
const FAILED_COLUMNS = [
  "_order_id",
  "_sub_order_id",
  "_code",
  "_column",
  "_message",
  "_fix",
  "_since",
  "_until",
] as const;

export interface JoinedRows {
  readonly totals: RowTotals;
  readonly sites: readonly ReportSite[];
}

export interface ResultRowsOptions {
  readonly source: RowSource;
  /** As the intake has detected it. */
  readonly kind: DetectedFormat["kind"];
  readonly resultOf: (row: number) => RowResult;
  /** Stands beside each row to correct. */
  readonly batchId: string;
  readonly files: Pick<ResultFiles, "results" | "failed" | "filled">;
}

export async function writeResultRows(options: ResultRowsOptions): Promise<JoinedRows> {
  const { source, kind } = options;
  const writer = new ResultWriter(options, await layoutBefore(source, kind));
  await eachRow(source, writer);
  const { totals, sites, layout, fills } = writer.end();
  if (!fills.isEmpty) {
    const offer = ({ cells }: SourceRow): void => fills.offer(cells);
    await eachRow(source, { header: () => undefined, blankRow: () => undefined, row: offer });
    await eachRow(source, new FilledRows(options, layout, fills));
  }
  return { totals, sites };
}

class ResultWriter implements RowSink {
  readonly #totals = { total: 0, handedOff: 0, failed: 0, held: 0, waiting: 0, unchanged: 0 };
  /** Rows that need a person, and the others: of a file longer than a report, those that need one are kept first. */
  readonly #pressing: ReportSite[] = [];
  readonly #others: ReportSite[] = [];
  readonly #options: ResultRowsOptions;
  readonly #own = new CsvCellWriter();
  /** Rows that came to the same share their result. */
  readonly #words = new LastMade(resultWords);
  #layout: ResultLayout | undefined;
  #fills = new OrderFills(NO_LAYOUT);

  constructor(options: ResultRowsOptions, layout: ResultLayout | undefined) {
    this.#options = options;
    if (layout !== undefined) this.#begin(layout);
  }

  header(header: Header): void {
    if (this.#layout === undefined) this.#begin(layoutOfCsv(header));
  }

  blankRow(): void {
    // No row.
  }

  row(row: SourceRow): void {
    const { resultOf, batchId } = this.#options;
    const { results, failed } = this.#options.files;
    // Lines may be given back of a file whose header could not be read.
    if (this.#layout === undefined) this.#begin(NO_LAYOUT);
    const layout = this.#layout ?? NO_LAYOUT;
    const result = row.stop === undefined ? resultOf(row.row) : stopResult(row.stop);
    this.#totals.total += 1;
    this.#totals[result.outcome] += 1;
    const own = layout.cells.length === 0 ? "" : `${this.#own.cells(shownCells(layout, row.cells))},`;
    const words = this.#words.of(result);
    const extra = surplusCells(layout, row, row.cells);
    if (row.text !== undefined && row.text !== "") extra.push(row.text);
    results.append(`${own}${words.results}${extra.length > 0 ? `,${csvCells(extra)}` : ""}\n`);
    const isFailed = result.outcome === "failed";
    if (isFailed)
      failed.append(failedLine(layout, row, { cells: row.cells, own, words: `${words.failed},${batchId}` }));
    this.#fills.note(row.cells, isFailed);
    const shown = isFailed || result.outcome === "held" ? this.#pressing : this.#others;
    if (shown.length < REPORT_SITES_MAX) shown.push(reportSite(layout, row, result));
  }

  end() {
    // A file without a header has results all the same.
    if (this.#layout === undefined) this.#begin(NO_LAYOUT);
    const sites = [...this.#pressing, ...this.#others].slice(0, REPORT_SITES_MAX);
    return { totals: this.#totals, sites, layout: this.#layout ?? NO_LAYOUT, fills: this.#fills };
  }

  #begin(layout: ResultLayout): void {
    this.#layout = layout;
    this.#fills = new OrderFills(layout);
    this.#options.files.results.append(csvLine([...shownCells(layout, layout.names), ...RESULT_COLUMNS]));
    this.#options.files.failed.append(failedHeader(layout));
  }
}

/** The rows to correct again, each with what its order says elsewhere. */
class FilledRows implements RowSink {
  readonly #options: ResultRowsOptions;
  readonly #layout: ResultLayout;
  readonly #fills: OrderFills;

  constructor(options: ResultRowsOptions, layout: ResultLayout, fills: OrderFills) {
    this.#options = options;
    this.#layout = layout;
    this.#fills = fills;
    options.files.filled().append(failedHeader(layout));
  }

  header(): void {
    // Known from the first reading.
  }

  blankRow(): void {
    // No row.
  }

  row(source: SourceRow): void {
    const { row, cells } = source;
    const { resultOf, files, batchId } = this.#options;
    const result = source.stop === undefined ? resultOf(row) : stopResult(source.stop);
    if (result.outcome !== "failed") return;
    const filled = this.#fills.filled(cells);
    const own = this.#layout.cells.length === 0 ? "" : `${csvCells(shownCells(this.#layout, filled))},`;
    files
      .filled()
      .append(failedLine(this.#layout, source, { cells: filled, own, words: `${failedCells(result)},${batchId}` }));
  }
}

const shownCells = (layout: ResultLayout, cells: readonly string[]): string[] =>
  layout.cells.map((index) => cells[index] ?? "");

const failedHeader = (layout: ResultLayout): string =>
  csvLine([...shownCells(layout, layout.names), ...FAILED_COLUMNS, BATCH_COLUMN]);

/** What is written of a result. */
function resultWords(result: RowResult): { readonly results: string; readonly failed: string } {
  const { outcome, cells } = result;
  const results = csvCells(RESULT_COLUMNS.map((name) => (name === "_outcome" ? outcome : cells[name])));
  return { results, failed: failedCells(result) };
}

interface FailedRow {
  readonly cells: readonly string[];
  /** The row's own cells as written, with the comma behind them. */
  readonly own: string;
  readonly words: string;
}

const surplusCells = (layout: ResultLayout, { pointer }: SourceRow, cells: readonly string[]): string[] =>
  pointer === null ? cells.slice(layout.names.length) : [];

/**
 * A row of the wrong width stays so, for it to be an error again until someone has corrected it: what is missing is not made up,
 * and what is too much stands at the end. So does the mark of a row that would pass and is not what the file had.
 */
function failedLine(layout: ResultLayout, source: SourceRow, { cells, own, words }: FailedRow): string {
  if (source.pointer === null && cells.length < layout.names.length) return csvLine(cells);
  const extra = surplusCells(layout, source, cells);
  const mark = extra.length === 0 ? markOf(source) : undefined;
  if (mark !== undefined) extra.push(mark);
  const behind = extra.length > 0 ? `,${csvCells(extra)}` : "";
  return `${own}${words}${behind}\n`;
}

const failedCells = (result: RowResult): string => csvCells(FAILED_COLUMNS.map((name) => result.cells[name]));

function reportSite(layout: ResultLayout, row: SourceRow, result: RowResult): ReportSite {
  const at = (column: number): string => row.cells[layout.cellOf[column] ?? -1] ?? "";
  return {
    row: row.pointer === null ? String(row.line) : sitePointer(row.pointer),
    orderRef: at(AT.order_ref),
    siteRef: at(AT.site_ref),
    location: [at(AT.site_city), at(AT.site_state)].filter((text) => text !== "").join(", "),
    outcome: result.outcome,
    stage: result.cells._stage,
    code: result.cells._code,
    column: result.cells._column,
    message: result.cells._message,
    fix: result.cells._fix,
    quoteId: result.cells._quote_id,
    contractId: result.cells._contract_id,
    orderId: result.cells._order_id,
    subOrderId: result.cells._sub_order_id,
    since: result.cells._since,
    until: result.cells._until,
  };
}
