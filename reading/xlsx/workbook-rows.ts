// The rows of a workbook's sheet as the rows of a file: they go the way of CSV records, under the row numbers that Excel shows. Cells
// that a sheet does not have are blank; a sheet knows no ragged rows.
import { type CsvRecord, cutLongCells, NONE } from "../csv/csv-record.ts";
import { CsvRows } from "../csv/csv-rows.ts";
import type { CsvSniffed } from "../csv/header-search.ts";
import type { FileFault } from "../row/file-fault.ts";
import type { ReadOptions, RowSink, Scanner } from "../row/source-row.ts";
import type { SheetRow } from "./read-sheet.ts";
import { readWorkbook } from "./workbook.ts";

/** A sheet has no delimiter: the dialect is that of text which never comes. */
const SHEET: Omit<CsvSniffed, "findings"> = {
  kind: "csv",
  dialect: { delimiter: ",", terminator: "\n" },
  skip: "",
  noHeader: () => ({ code: "file.noHeader" }),
};

export class WorkbookRows implements Scanner {
  readonly #rows: CsvRows;
  readonly #sheet: string | undefined;
  readonly #sink: RowSink;
  #lastRow = 0;

  constructor({ findings, ...options }: ReadOptions & Pick<CsvSniffed, "findings">, sink: RowSink) {
    this.#sheet = options.sheet;
    this.#sink = sink;
    this.#rows = new CsvRows({ ...SHEET, findings }, options, sink);
  }

  /** The sheet that is wanted, else the first that is not hidden. */
  async read(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const sink = this.#sink;
    await readWorkbook(bytes, this.#sheet, {
      row: (row) => {
        this.#take(row);
      },
      ...(sink.sheetsLeft !== undefined && { left: (names) => sink.sheetsLeft?.(names) }),
    });
    await this.#rows.end();
  }

  push(): void {
    // Its rows come from the archive.
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  stopped(fault: FileFault): undefined {
    this.#rows.stopped(fault);
  }

  #take({ row, cells, days }: SheetRow): void {
    const blank = Array.from({ length: Math.max(0, this.#rows.width - cells.length) }, () => "");
    const whole = [...cells, ...blank];
    const emptyLines = row - this.#lastRow - 1;
    this.#lastRow = row;
    const record: CsvRecord = {
      line: row,
      cells: whole,
      emptyLines,
      misplacedQuote: NONE,
      tooLongCell: cutLongCells(whole),
      days,
    };
    this.#rows.take(record);
  }
}
