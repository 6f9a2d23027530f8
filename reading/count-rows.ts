// How many rows a bulk file has, in whatever format it is; none where it cannot be read as one.
import { eachRow, type RowSource } from "./row-source.ts";

export async function countRows(source: RowSource): Promise<number> {
  let rows = 0;
  await eachRow(source, {
    header: () => undefined,
    row: () => {
      rows += 1;
    },
    blankRow: () => undefined,
  });
  return rows;
}
