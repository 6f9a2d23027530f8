// Lines of NDJSON about rows: where many rows come to the same, one after another, they differ in the row's number only, and
// the rest of the line is not made anew.
import type { SpoolFile } from "./spool-file.ts";

/** Of flat objects: their members are compared as they are. */
export class RowLines<T extends { readonly row: number | null }> {
  readonly #spool: SpoolFile;
  #last: T | undefined;
  #before = "";
  #after = "";

  constructor(spool: SpoolFile) {
    this.#spool = spool;
  }

  readonly append = (value: T): void => {
    if (this.#last === undefined || !isSameButRow(value, this.#last)) this.#read(value);
    this.#spool.append(`${this.#before}${String(value.row)}${this.#after}`);
  };

  #read(value: T): void {
    const text = JSON.stringify(value);
    // No words of the file stand before it.
    const end = text.indexOf('"row":') + '"row":'.length;
    this.#before = text.slice(0, end);
    this.#after = `${text.slice(end + String(value.row).length)}\n`;
    this.#last = value;
  }
}

function isSameButRow<T extends object>(value: T, last: T): boolean {
  if (Object.keys(value).length !== Object.keys(last).length) return false;
  for (const name in value) if (name !== "row" && value[name] !== last[name]) return false;
  return true;
}
