// Lines of NDJSON about rows: where many rows come to the same, one after another, they differ in the row's number only, and
// the rest of the line is not made anew.
import { LastMade } from "../../domain/last-made.ts";
import type { SpoolFile } from "./spool-file.ts";

/** Of flat objects: their members are compared as they are. */
export class RowLines<T extends { readonly row: number | null }> {
  readonly #spool: SpoolFile;
  readonly #around = new LastMade<T, ReturnType<typeof textAround>>(textAround, isSameButRow);

  constructor(spool: SpoolFile) {
    this.#spool = spool;
  }

  readonly append = (value: T): void => {
    const { before, after } = this.#around.of(value);
    this.#spool.append(`${before}${String(value.row)}${after}`);
  };
}

/** The line before and after the row's number. */
function textAround(value: { readonly row: number | null }): { before: string; after: string } {
  const text = JSON.stringify(value);
  // No words of the file stand before it.
  const from = text.indexOf('"row":') + '"row":'.length;
  return { before: text.slice(0, from), after: `${text.slice(from + String(value.row).length)}\n` };
}

function isSameButRow<T extends object>(value: T, last: T): boolean {
  if (Object.keys(value).length !== Object.keys(last).length) return false;
  for (const name in value) if (name !== "row" && value[name] !== last[name]) return false;
  return true;
}
