// A cell of a normalized row. Such a row has a cell for every column of the schema, "" where nothing is: one that is missing is
// a fault of ours and never a blank.
import { invariant } from "../../contracts/errors.ts";

export function cellAt(row: readonly string[], column: number): string {
  const cell = row[column];
  invariant(cell !== undefined, "cellAt.column");
  return cell;
}
