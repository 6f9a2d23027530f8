// Why reading a whole file stops. Thrown by the readers, turned into a file-level issue by read-bulk-file.ts; a row's
// errors are never thrown.
import type { Finding } from "../../domain/rows/finding.ts";

export class FileFault extends Error {
  override readonly name = "FileFault";
  readonly finding: Finding;
  /** The line at which the fault began, where that can be told. */
  readonly line: number | null;
  constructor(finding: Finding, line: number | null = null, options?: ErrorOptions) {
    super(finding.code, options);
    this.finding = finding;
    this.line = line;
  }
}
