// What every scanner of a bulk file gives, whatever the format: rows with their place in the file, to a sink.
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { Finding } from "../../domain/bulk/issue-codes.ts";
import type { Header } from "../../domain/bulk/read-header.ts";
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
}

export const tooManyRows = (): Finding => ({
  code: "file.tooManyRows",
  detail: FILE_LIMITS.rowsMax.toLocaleString("en-US"),
});
