// The CSV reader against a slow one, against the chunk boundaries, and against files that want its memory.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CsvReader } from "../../../reading/csv/csv-reader.ts";
import type { CsvRecord } from "../../../reading/csv/csv-record.ts";
import { QuotedRecords } from "../../../reading/csv/quoted-records.ts";
import { readSlowly } from "./slow-csv.ts";

async function read(chunks: Iterable<string | Uint8Array>, delimiter = ",", terminator: "\n" | "\r" = "\n") {
  const records: CsvRecord[] = [];
  const reader = new CsvReader({ delimiter, terminator }, (record) => records.push(record));
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  const openQuote = await reader.end();
  return { records, openQuote };
}

/** With every cut of the bytes in two, and byte by byte. */
async function readAtEveryCut(text: string, delimiter: string, terminator: "\n" | "\r") {
  const bytes = Buffer.from(text);
  const readings = [
    await read(
      Array.from(bytes, (byte) => Buffer.of(byte)),
      delimiter,
      terminator,
    ),
  ];
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    readings.push(await read([bytes.subarray(0, cut), bytes.subarray(cut)], delimiter, terminator));
  }
  return readings;
}

const cell = fc.string({
  unit: fc.constantFrom("a", "é", "😀", ",", ";", '"', "\n", "\r\n", " ", "'", "1"),
  maxLength: 6,
});
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
const quoted = (text: string) => (/[",\n;\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const slim = ({ records, openQuote }: Awaited<ReturnType<typeof read>>) => ({
  records: records.map(({ cells, line, emptyLines, misplacedQuote }) => ({ line, cells, emptyLines, misplacedQuote })),
  openQuote,
});

describe("reading CSV", () => {
  test("gives the cells that were written, whatever they hold and wherever the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom("\n", "\r\n"), async (rows, end) => {
        const text = rows.map((cells) => cells.map(quoted).join(",")).join(end) + end;
        for (const { records, openQuote } of await readAtEveryCut(text, ",", "\n")) {
          expect(records.map(({ cells }) => cells)).toEqual(rows);
          expect(records.every(({ misplacedQuote }) => misplacedQuote === -1)).toBe(true);
          expect(openQuote).toBeUndefined();
        }
      }),
      { numRuns: 60 },
    );
  });

  test("numbers lines as an editor does: quoted newlines, empty lines, CRLF and LF mixed", async () => {
    const line = fc.oneof(
      fc.array(cell, { minLength: 2, maxLength: 3 }).map((cells) => cells.map(quoted).join(",")),
      fc.constant(""),
    );
    const lines = fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n")), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(lines, async (parts) => {
        const text = parts.map(([content, end]) => content + end).join("");
        for (const reading of await readAtEveryCut(text, ",", "\n")) expect(slim(reading)).toEqual(readSlowly(text));
      }),
      { numRuns: 60 },
    );
  });

  test("comes to the same as the slow reader on any damage of quotes, at every cut", async () => {
    const damaged = fc.string({ unit: fc.constantFrom("a", '"', '"', ",", "\n", "\r\n", "é", " "), maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(damaged, async (text) => {
        const expected = readSlowly(text);
        for (const reading of await readAtEveryCut(text, ",", "\n")) expect(slim(reading)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test("splits lines just as csv-parse reads them, whatever the lines around them and the bytes in them", async () => {
    const plain = fc
      .uint8Array({ minLength: 9, maxLength: 30 })
      .map((bytes) => Buffer.from(bytes.map((byte) => (byte % 7 === 0 ? 44 : byte === 34 || byte === 10 ? 97 : byte))));
    const damaged = fc
      .string({ unit: fc.constantFrom("abc", '"', '"', ",", "\n", "\r\n", "é"), maxLength: 12 })
      .map((text) => Buffer.from(text));
    const wellQuoted = fc
      .array(cell, { minLength: 1, maxLength: 3 })
      .map((cells) => Buffer.from(cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(",")));
    const line = fc.oneof(plain, plain, plain, wellQuoted, damaged, fc.constant(Buffer.of()));
    const lines = fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n")), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 40 }), async (parts, size) => {
        const bytes = Buffer.concat(parts.flatMap(([content, end]) => [content, Buffer.from(end)]));
        const expected: CsvRecord[] = [];
        const csvParse = new QuotedRecords({ delimiter: ",", terminator: "\n" }, (record) => expected.push(record));
        csvParse.begin(1, 0);
        csvParse.push(bytes);
        const openQuote = await csvParse.end();
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        expect(await read(chunks)).toEqual({ records: expected, openQuote });
      }),
      { numRuns: 500 },
    );
  });

  test("reads lines that end with CR alone", async () => {
    const text = 'a,b\r"c\rd",e\r\r\rf,g';
    for (const reading of await readAtEveryCut(text, ",", "\r")) {
      expect(slim(reading)).toEqual(readSlowly(text, ",", "\r"));
      expect(reading.records.map(({ cells, line }) => [line, ...cells])).toEqual([
        [1, "a", "b"],
        [2, "c\rd", "e"],
        [6, "f", "g"],
      ]);
    }
  });

  test.each([";", "\t", "|"])("reads cells parted by %j", async (delimiter) => {
    const text = `a${delimiter}"b${delimiter}c"\n1,5${delimiter}2\n`;
    const { records } = await read([text], delimiter);
    expect(records.map(({ cells }) => cells)).toEqual([
      ["a", `b${delimiter}c`],
      ["1,5", "2"],
    ]);
  });

  test("says in which line a record begins whose quote is never closed", async () => {
    expect((await read(['a,b\n1,2\n\n4,"x\n5,6\n7,8'])).openQuote).toBe(4);
  });

  test("tells text behind a closing quote from a doubled quote, an inch mark and a space", async () => {
    const { records } = await read(['"a"b,c\n"""a""b",c\n6" pipe,"""x"""\n"a" ,"b"\n']);
    expect(records.map(({ cells, misplacedQuote }) => [misplacedQuote, ...cells])).toEqual([
      [0, '"a"b', "c"],
      [-1, '"a"b', "c"],
      [-1, '6" pipe', '"x"'],
      [-1, "a", "b"],
    ]);
  });

  test("a stray quote in a bare cell says nothing of a quoted cell in the same record", async () => {
    const cells = ["1", 'MDF 2"', '"\n', "x"];
    for (const text of [`1,MDF 2","""\n",x\n`, `1,MDF 2","""\n" ,x\n`, `\n\n1,MDF 2","""\n",x`]) {
      const { records } = await read([text]);
      expect(records.map(({ misplacedQuote, cells: read }) => [misplacedQuote, read])).toEqual([[-1, cells]]);
    }
    // Property seed 592054096, path 275:3:8.
    const { records } = await read([`2","""\n"\n"a"b,3"\n`]);
    expect(records.map(({ misplacedQuote, cells: read }) => [misplacedQuote, ...read])).toEqual([
      [-1, '2"', '"\n'],
      [0, '"a"b', '3"'],
    ]);
  });

  test("cuts a cell above the limit and names it, quoted or not; the next record is whole", async () => {
    const huge = "x".repeat(100_000);
    for (const text of [`a,${huge},c\n1,2,3\n`, `a,"${huge}",c\n1,2,3\n`]) {
      const [record, next] = (await read(text.match(/[^]{1,4096}/g) ?? [])).records;
      expect(record?.tooLongCell).toBe(1);
      expect(record?.cells[1]?.length).toBeLessThanOrEqual(32 * 1024);
      expect(record?.cells[2]).toBe("c");
      expect(next).toMatchObject({ line: 2, cells: ["1", "2", "3"], tooLongCell: -1 });
    }
  });
});

function* endless(head: string, piece: string, times: number, tail: string): Iterable<string> {
  yield head;
  for (let at = 0; at < times; at += 1) yield piece;
  yield tail;
}

describe("a record that does not end", () => {
  const megabyte = (text: string) => text.repeat(1_000_000 / text.length);

  test("is cut in bounded memory; the record behind it is whole and has its line", async () => {
    for (const [open, piece, close] of [
      ["", "x", ""],
      ['"', "x,\n\n", '"'],
    ] as const) {
      const { records } = await read(endless(`a,b\n\n1,${open}`, megabyte(piece), 20, `${close},z\n\n7,8\n`));
      const inside = (20_000_000 / piece.length) * (piece.split("\n").length - 1);
      expect(records.map(({ line, emptyLines, tooLongCell }) => ({ line, emptyLines, tooLongCell }))).toEqual([
        { line: 1, emptyLines: 0, tooLongCell: -1 },
        { line: 3, emptyLines: 1, tooLongCell: 1 },
        { line: inside + 5, emptyLines: 1, tooLongCell: -1 },
      ]);
      expect(records[2]?.cells).toEqual(["7", "8"]);
    }
  });

  test("because of a quote that is never closed is told by its line", async () => {
    const { openQuote, records } = await read(endless('a,b\n1,"', megabyte("x,y\n"), 20, ""));
    expect(openQuote).toBe(2);
    expect(records.map(({ line }) => line)).toEqual([1]);
  });

  test("empty lines without end are no record", async () => {
    const { records } = await read(endless("a,b\n", megabyte("\n"), 20, "1,2\n"));
    expect(records[1]).toMatchObject({ line: 20_000_002, emptyLines: 20_000_000, cells: ["1", "2"] });
  });
});
