// The scanner against csv-parse and against the chunk boundaries.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CsvRecord, CsvScanner } from "../../adapters/bulk/csv-scanner.ts";
import { recordsOf } from "./csv-reference.ts";

function scan(chunks: readonly string[], delimiter = ",", terminator: "\n" | "\r" = "\n") {
  const records: CsvRecord[] = [];
  const scanner = new CsvScanner({ delimiter, terminator }, (record) => records.push(record));
  for (const chunk of chunks) scanner.push(chunk);
  const openQuote = scanner.end();
  return { records, openQuote };
}

const cell = fc.string({ unit: fc.constantFrom("a", "é", ",", ";", '"', "\n", " ", "'", "=", "1"), maxLength: 6 });
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
const quoted = (text: string) => (/[",\n;\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

describe("reading CSV", () => {
  test("gives the same cells as csv-parse, at every chunk boundary", () => {
    fc.assert(
      fc.property(table, fc.constantFrom("\n", "\r\n"), (rows, end) => {
        const text = rows.map((cells) => cells.map(quoted).join(",")).join(end) + end;
        const expected = recordsOf(text);
        for (let cut = 0; cut <= text.length; cut += 1) {
          const { records } = scan([text.slice(0, cut), text.slice(cut)]);
          expect(records.map(({ cells }) => cells)).toEqual(expected);
        }
      }),
    );
  });

  test("numbers lines as an editor does, quoted newlines included", () => {
    fc.assert(
      fc.property(table, (rows) => {
        const lines = rows.map((cells) => cells.map(quoted).join(","));
        const { records } = scan([`${lines.join("\n")}\n`]);
        let line = 1;
        for (const [index, text] of lines.entries()) {
          expect(records[index]?.line).toBe(line);
          line += text.split("\n").length;
        }
      }),
    );
  });

  test("reads lines that end with CR alone", () => {
    const { records } = scan(['a,b\r"c\rd",e\rf,g'], ",", "\r");
    expect(records.map(({ cells, line }) => [line, ...cells])).toEqual([
      [1, "a", "b"],
      [2, "c\rd", "e"],
      [4, "f", "g"],
    ]);
  });

  test("says on which line a quote opens that is never closed", () => {
    expect(scan(['a,b\n1,2\n3,"x\n4,5\n6,7']).openQuote).toBe(3);
  });

  test("marks text behind a closing quote and keeps it", () => {
    expect(scan(['"a"b,c\n']).records[0]).toMatchObject({ cells: ["ab", "c"], misplacedQuote: true });
  });

  test("cuts a cell above the limit and names it, quoted or not, in bounded memory", () => {
    const huge = "x".repeat(100_000);
    for (const text of [`a,${huge},c\n`, `a,"${huge}",c\n`]) {
      const [record] = scan(text.match(/[^]{1,4096}/g) ?? []).records;
      expect(record?.tooLongCell).toBe(1);
      expect(record?.cells[1]?.length).toBeLessThanOrEqual(32 * 1024);
      expect(record?.cells[2]).toBe("c");
    }
  });
});
