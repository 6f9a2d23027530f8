// The guard of a cell that a spreadsheet would run: an apostrophe, which comes off when the file is read again.

/** Characters after which a spreadsheet runs a cell (docs/bulk-file.md §5), in half and full width. */
const RUNS = /^[=+\-@\t\r\n＝＋－＠]/;
const GUARDED = /^'[=+\-@\t\r\n＝＋－＠]/;

export function guardCell(text: string): string {
  return RUNS.test(text) ? `'${text}` : text;
}

export function unguardCell(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}
