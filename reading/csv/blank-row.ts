// Whether a row shows nothing in any cell: as blank as an empty line.
import { isBlank } from "../../domain/rows/unseen.ts";

export function isBlankRow(cells: readonly string[]): boolean {
  for (const cell of cells) if (!isBlank(cell)) return false;
  return true;
}
