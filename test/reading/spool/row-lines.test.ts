// Lines about rows are what JSON.stringify makes of each, whatever came before.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Issue } from "../../../contracts/outcomes.ts";
import { RowLines } from "../../../reading/spool/row-lines.ts";
import { SpoolFile } from "../../../reading/spool/spool-file.ts";

const issue = fc.record({
  severity: fc.constant("error" as const),
  code: fc.constantFrom("zip.state", "cell.required"),
  row: fc.option(fc.integer({ min: 1, max: 12 })),
  column: fc.constantFrom(null, "site_zip"),
  pointer: fc.constantFrom(null, '/orders/0/"row":3'),
  value: fc.constantFrom(null, '"row":7', "1"),
  message: fc.constantFrom("wrong", 'see "row":2'),
  fix: fc.constantFrom(null, "correct it"),
});

test("each line is the object's own", () => {
  fc.assert(
    fc.property(fc.array(issue, { maxLength: 20 }), (issues: readonly Issue[]) => {
      using spool = new SpoolFile("lines.ndjson");
      const lines = new RowLines<Issue>(spool);
      issues.forEach(lines.append);
      spool.flush();
      expect(readFileSync(spool.path, "utf8")).toBe(issues.map((one) => `${JSON.stringify(one)}\n`).join(""));
    }),
    { numRuns: 200 },
  );
});
