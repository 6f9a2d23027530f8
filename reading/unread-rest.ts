// What is given back of a file that could not be read to its end, so that no row is missing from the results: the lines behind
// a quote that is never closed, or one row that stands for all the rest. It says so wherever people read of it: nobody may take
// the rows that are given back for the whole file.
import { FILE_LIMITS } from "../contracts/limits.ts";
import type { Issue } from "../contracts/outcomes.ts";
import { NO_POSITION, isError, issueOf } from "../domain/rows/finding.ts";
import type { Header } from "../domain/rows/read-header.ts";
import { shownText } from "../domain/rows/shown-value.ts";
import type { CsvDialect } from "./csv/csv-record.ts";
import { type PhysicalLine, PhysicalLines } from "./csv/physical-lines.ts";
import type { JsonElement } from "./json/json-element.ts";
import { FileFault } from "./row/file-fault.ts";
import { type RowSink, type Scanner, type SourceRow, countCells, tooManyRows } from "./row/source-row.ts";

interface BehindQuote {
  readonly dialect: CsvDialect;
  /** The line with the quote. */
  readonly from: number;
  /** Undefined: the quote stands in it. Its own line is the first that is given back then. */
  readonly header: Header | undefined;
  /** Rows before that line. */
  readonly rows: number;
  readonly sink: RowSink;
}

/** Reads the file once more from its beginning, and gives its lines from the open quote on. */
export function linesBehindQuote({ dialect, from, header, rows, sink }: BehindQuote): Scanner {
  const columns = header?.columns ?? [];
  let count = rows;
  const give = ({ line, cells, findings }: PhysicalLine): void => {
    count += 1;
    if (count > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), line);
    const row = {
      row: line,
      line,
      pointer: null,
      cells,
      findings,
      ...countCells(columns, cells),
      unread: true,
    } as const;
    sink.row(line === from ? { ...row, stop: issueOf({ code: "quote.unclosed" }, { row: from, pointer: null }) } : row);
  };
  const lines = new PhysicalLines(dialect, { line: from, before: from - 1 }, give);
  return {
    push: (chunk) => {
      lines.push(chunk);
    },
    end: () => {
      lines.end();
      return Promise.resolve();
    },
    stopped: (fault) => {
      sink.row(csvRest(fault, from, header?.names ?? []));
      return undefined;
    },
  };
}

/** A row as wide as the others, so that it is no blank line in failed.csv. */
export function csvRest(fault: FileFault, lastLine: number, names: readonly string[]): SourceRow {
  const from = fault.line ?? lastLine + 1;
  const cells = names.map(() => "");
  const nothing = { cells, findings: [], known: 0, carried: 0 };
  return { row: from, line: from, pointer: null, ...nothing, unread: true, stop: stopIssue(fault, from) };
}

/** `left`: what was not read of the element in which the fault stands. */
export function jsonRest(fault: FileFault, lastRow: number, left: JsonElement): SourceRow {
  const text = shownText(left.text);
  const nothing = { cells: [], findings: [], known: 0, carried: text === "" ? 0 : 1, text };
  const pointer = { ...left.pointer, sites: "sites", site: 0 };
  return { row: lastRow + 1, line: left.line, pointer, ...nothing, unread: true, stop: stopIssue(fault, left.line) };
}

/** `from`: the first line of which nothing is in the rows. */
function stopIssue({ finding, line }: FileFault, from: number): Issue {
  const issue = issueOf(finding, { ...NO_POSITION, row: line ?? from });
  return {
    ...issue,
    message: `${issue.message} The file was read only up to line ${String(from)}. Nothing from there on is in the rows.`,
    fix: `${issue.fix ?? ""} Then upload the original again: failed.csv has only a part of it.`.trim(),
  };
}

/** Errors of a row's form that it has again as it is given back, or had from another row only. */
const COMES_AGAIN = new Set<string>([
  "row.tooShort",
  "row.tooLong",
  "header.blank",
  "order.noSites",
  "quote.spread",
  "row.noSite",
  "json.sitesNotList",
]);

/**
 * One cell too many for a row of failed.csv that is not what the file had, and could pass as it is given back: it is an error
 * until somebody has looked at the row and deletes the cell. Undefined: the row needs none.
 */
export function markOf(row: Pick<SourceRow, "findings" | "stop" | "text">): string | undefined {
  const finding = row.findings.find((one) => isError(one) && !COMES_AGAIN.has(one.code));
  const code = row.stop?.code ?? finding?.code;
  if (code === undefined) return undefined;
  const had = row.text === undefined || row.text === "" ? "" : ` The file has: ${row.text}`;
  if (row.stop !== undefined && code !== "quote.unclosed") {
    return `Not all of the file is here (${code}). Correct the original and upload it instead.${had}`;
  }
  const where = row.stop !== undefined || finding?.column === undefined ? "" : ` in ${finding.column}`;
  return `Not as the file had it (${code}${where}). Correct this row, then delete this cell.${had}`;
}
