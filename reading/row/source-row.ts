// What every scanner of a bulk file gives, whatever the format: rows with their place in the file, to a sink.
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { Finding } from "../../domain/rows/finding.ts";
import type { Header } from "../../domain/rows/read-header.ts";
import type { Stop } from "../../domain/rows/unread-rows.ts";
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
  readonly known: number;
  readonly carried: number;
  /** The reading stopped before it: it is given back and not looked at. */
  readonly unread?: true;
  /** The reading stopped here. */
  readonly stop?: Stop;
  /** What could not be made cells of, as the file has it, shortened. */
  readonly text?: string | undefined;
}

export interface RowSink {
  /** Before the first row. For JSON `names` grows while rows come. */
  header(header: Header): void;
  row(row: SourceRow): void;
  blankRow(line: number): void;
}

export interface ReadOptions {
  readonly profile: DistributorProfile | undefined;
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
