// Results put aside by row come back by row, in whatever order they were put.
import fc from "fast-check";
import { expect, test } from "vitest";
import { RowResults } from "../../../pipeline/results/row-results.ts";
import { notStarted } from "../../../domain/results/row-result.ts";

const NOT_STARTED = notStarted("2026-11-27T10:00:00.000Z");

test("every row comes back with its own words, and no other row with any", () => {
  const rows = fc.uniqueArray(fc.nat(2_000_000_000), { maxLength: 2000 });
  fc.assert(
    fc.property(rows, fc.nat(3), (numbers, kinds) => {
      using results = new RowResults();
      const codeOf = (row: number): string => (row % 3 === 0 ? "same" : `é${String(row % (kinds + 1))}`);
      const result = (row: number) => ({ ...NOT_STARTED, cells: { ...NOT_STARTED.cells, _code: codeOf(row) } });
      for (const row of numbers) results.set(row, result(row));
      for (const row of numbers) expect(results.get(row)).toEqual(result(row));
      const taken = new Set(numbers);
      for (const row of numbers.slice(0, 50)) if (!taken.has(row + 1)) expect(results.get(row + 1)).toBeUndefined();
    }),
    { numRuns: 30 },
  );
});
