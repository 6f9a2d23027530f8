// Large bulk files of every form for benches: 40 columns, 20 sites an order, every address of its own.
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { COLUMN_LIST, type Column } from "../../contracts/bulk-file.ts";
import { csvLine } from "../../domain/rows/csv-line.ts";

export const FILE_KINDS = [
  ...(["valid.csv", "quoted.csv", "invalid.csv", "valid.csv.gz"] as const),
  ...(["valid.ndjson", "valid.json"] as const),
] as const;
type FileKind = (typeof FILE_KINDS)[number];

const COLUMNS_MAX = 40;
const SITES_PER_ORDER = 20;
const ROWS_A_PIECE = 200;
const COLUMNS = columnsOfBench();

function columnsOfBench(): readonly Column[] {
  const optional = COLUMN_LIST.filter((column) => column.required !== true && column.group !== "billing");
  const wanted = new Set(
    [...COLUMN_LIST.filter((column) => column.required === true), ...optional].slice(0, COLUMNS_MAX),
  );
  // Half an alternate contact would be an error.
  return COLUMN_LIST.filter((column) => wanted.has(column));
}

export async function writeBenchFile(path: string, kind: FileKind, rows: number): Promise<void> {
  const pieces = kind.includes("json") ? jsonPieces(kind === "valid.json", rows) : csvPieces(kind, rows);
  const into = createWriteStream(path);
  if (kind.endsWith(".gz")) await pipeline(Readable.from(pieces), createGzip({ level: 1 }), into);
  else await pipeline(Readable.from(pieces), into);
}

function cellsOf(index: number, kind: FileKind = "valid.csv"): string[] {
  const own: Record<string, string> = {
    order_ref: `NW-${String(10_001 + Math.floor(index / SITES_PER_ORDER))}`,
    site_ref: `S-${String(index + 1).padStart(7, "0")}`,
    site_street: `${String(100 + index)} Fifth Ave`,
    ...(kind === "invalid.csv" && { site_zip: "99999" }),
    ...(kind === "quoted.csv" && { customer_name: 'Acme Dental, "the" Group' }),
  };
  return COLUMNS.map((column) => own[column.name] ?? column.example);
}

function* csvPieces(kind: FileKind, rows: number): Iterable<string> {
  yield csvLine(COLUMNS.map((column) => column.name));
  for (let from = 0; from < rows; from += ROWS_A_PIECE) {
    let piece = "";
    for (let index = from; index < Math.min(from + ROWS_A_PIECE, rows); index += 1)
      piece += csvLine(cellsOf(index, kind));
    yield piece;
  }
}

function* jsonPieces(asList: boolean, rows: number): Iterable<string> {
  if (asList) yield '{"orders":[\n';
  for (let from = 0; from < rows; from += SITES_PER_ORDER) {
    const fields = (index: number, ofOrder: boolean) => {
      const cells = cellsOf(index);
      const named = COLUMNS.map((column, at) => ({ column, cell: cells[at] ?? "" }));
      const wanted = named.filter(({ column }) => (column.group === "order") === ofOrder);
      return Object.fromEntries(wanted.map(({ column, cell }) => [column.camelName, cell]));
    };
    const count = Math.min(SITES_PER_ORDER, rows - from);
    const sites = Array.from({ length: count }, (_, at) => fields(from + at, false));
    const isLast = from + SITES_PER_ORDER >= rows;
    yield `${JSON.stringify({ ...fields(from, true), sites })}${asList && !isLast ? "," : ""}\n`;
  }
  if (asList) yield "]}\n";
}
