// How a sentence or a table names rows of a file: by the line that an editor shows, or in JSON by the pointer, for there all
// that belongs to one order may begin on one line.
import { headerKey } from "../../contracts/bulk-file.ts";
import type { Issue } from "../../contracts/outcomes.ts";
import type { Position } from "./finding.ts";

/** Of a row, as a person finds it in the file. */
export type PositionOf = (row: number) => Position;

/** Rows named in one sentence. */
const NAMED_ROWS_MAX = 20;
const POINTER_CHARACTERS_MAX = 60;

/** `row 5`, `rows 2, 3`, or the pointers. */
export function namedRows(rows: readonly number[], positionOf: PositionOf, max = NAMED_ROWS_MAX): string {
  const positions = rows.slice(0, max).map(positionOf);
  const named = positions.map(nameOf).join(", ");
  const isLines = positions.some(({ pointer }) => pointer === null);
  const rest = rows.length - positions.length;
  return `${isLines ? `row${rows.length === 1 ? "" : "s"} ` : ""}${named}${rest > 0 ? ` and ${String(rest)} more` : ""}`;
}

/** In NDJSON a pointer begins anew on each line. */
function nameOf({ row, pointer }: Position): string {
  if (pointer === null) return String(row);
  const isOfLine = row !== null && /^(?:\/sites(?:\/|$)|$)/i.test(pointer);
  return isOfLine ? `line ${String(row)}${pointer === "" ? "" : ` (${pointer})`}` : pointer;
}

/** Of order or site: the column is shown beside it. Null: there is none to show. */
export function shownPointer({ pointer, column }: Pick<Issue, "pointer" | "column">): string | null {
  if (pointer === null || pointer === "") return null;
  const end = pointer.lastIndexOf("/");
  const isOfColumn = column !== null && headerKey(pointer.slice(end + 1)) === headerKey(column);
  const short = isOfColumn ? pointer.slice(0, end) : pointer;
  if (short === "") return null;
  return short.length > POINTER_CHARACTERS_MAX ? `…${short.slice(-POINTER_CHARACTERS_MAX)}` : short;
}
