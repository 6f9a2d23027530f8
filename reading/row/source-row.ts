// What every scanner of a bulk file gives, whatever the format: rows with their line and pointer, to a sink.
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { Issue } from "../../contracts/outcomes.ts";
import type { Finding } from "../../domain/rows/finding.ts";
import { CARRIED, type Header } from "../../domain/rows/read-header.ts";
import type { FileFault } from "./file-fault.ts";
import type { JsonPointer } from "./json-pointer.ts";

export interface SourceRow {
  /** Line number for CSV, ordinal of the site for JSON (SiteDocument.row). */
  readonly row: number;
  /** The line to show. */
  readonly line: number;
  readonly pointer: JsonPointer | null;
  /** In the file's order of columns. */
  readonly cells: readonly string[];
  /** What is wrong with the row's form; its values are not read then. */
  readonly findings: readonly Finding[];
  /** Cells that belong to schema columns. */
  readonly known: number;
  /** All others. */
  readonly carried: number;
  /** The reading stopped before it: it is given back and not looked at. */
  readonly unread?: true;
  /** The reading stopped here, as the receipt says it. */
  readonly stop?: Issue;
  /** What could not be made cells of, as the file has it, shortened. */
  readonly text?: string | undefined;
}

export interface RowSink {
  /** Before the first row. For JSON `names` grows while rows come. */
  header(header: Header): void;
  row(row: SourceRow): void;
  blankRow(line: number): void;
  /** Of a workbook, where no sheet was asked for: others that a person sees, that have rows, and that are not read. */
  sheetsLeft?(names: readonly string[]): void;
}

export interface ReadOptions {
  readonly profile: DistributorProfile | undefined;
  /** Of a workbook; undefined: the first that is not hidden. */
  readonly sheet?: string | undefined;
  /** For results: see FlattenOptions. */
  readonly repeatOrderFields?: boolean;
}

/** Takes UTF-8 in chunks of any size. */
export interface Scanner {
  push(chunk: Uint8Array): void;
  end(): Promise<void>;
  /**
   * The reading has stopped at a fault: gives a row that stands for all that was not read; or returns who gives the rows that
   * are left, where the file is read once more from its beginning.
   */
  stopped(fault: FileFault): Scanner | undefined;
}

export const tooManyRows = (): Finding => ({
  code: "file.tooManyRows",
  detail: FILE_LIMITS.rowsMax.toLocaleString("en-US"),
});

/** Of a row whose cells have these columns (Header.columns), from the left. */
export function countCells(
  columns: readonly number[],
  { length }: readonly string[],
): { readonly known: number; readonly carried: number } {
  let known = 0;
  for (let at = 0; at < length && at < columns.length; at += 1) if ((columns[at] ?? CARRIED) >= 0) known += 1;
  return { known, carried: length - known };
}
