// Decides from the first characters what a text is: CSV with its delimiter and line ends, JSON, or NDJSON. The content
// decides; names and extensions are not looked at (docs/bulk-file.md §2).
import { headerKey } from "../contracts/bulk-file.ts";
import type { DetectedFormat } from "../contracts/receipt.ts";
import type { CsvDialect } from "./csv/csv-record.ts";

export type Sniffed =
  | { readonly kind: "csv"; readonly dialect: CsvDialect; readonly skip: number }
  | { readonly kind: "json" }
  | { readonly kind: "ndjson" };

export const DELIMITER_NAMES: Readonly<Record<string, NonNullable<DetectedFormat["delimiter"]>>> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "pipe",
};

/** `known`: header keys that a column of this distributor may have. */
export function sniffFormat(head: string, known: ReadonlySet<string>): Sniffed {
  const start = head.trimStart();
  if (start.startsWith("[")) return { kind: "json" };
  if (start.startsWith("{")) return { kind: isLineOfJson(start) ? "ndjson" : "json" };
  return { kind: "csv", ...sniffCsv(head, known) };
}

/** The first line holds a whole object, or so much of one that it must be an order of its own. */
function isLineOfJson(start: string): boolean {
  const end = start.search(/[\r\n]/);
  const line = (end === -1 ? start : start.slice(0, end)).trim();
  if (end === -1) return !/^\{\s*"orders"\s*:/.test(start) && !hasOrdersList(start);
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !("orders" in value && Array.isArray(value.orders));
  } catch {
    // A broken line of NDJSON still closes its object; a pretty-printed document leaves it open.
    return line.endsWith("}") && !/^\{\s*"orders"\s*:/.test(line);
  }
}

/** Whether a `orders` list opens among the first keys of the outermost object. */
function hasOrdersList(start: string): boolean {
  const list = start.search(/"orders"\s*:\s*\[/);
  const sites = start.search(/"(?:sites|orderRef|order_ref)"\s*:/);
  return list !== -1 && (sites === -1 || list < sites);
}

function sniffCsv(head: string, known: ReadonlySet<string>): { dialect: CsvDialect; skip: number } {
  const terminator = head.includes("\n") || !head.includes("\r") ? "\n" : "\r";
  // Excel's own way to name the delimiter.
  const declared = /^sep=(.)\r?[\n\r]/i.exec(head);
  const delimiter = declared?.[1];
  if (declared !== null && delimiter !== undefined && delimiter in DELIMITER_NAMES) {
    return { dialect: { delimiter, terminator }, skip: declared[0].length };
  }
  const [header = ""] = head.trimStart().split(/[\r\n]/, 1);
  const ranked = Object.keys(DELIMITER_NAMES)
    .map((candidate) => {
      const names = header.split(candidate).map((name) => headerKey(name.replaceAll('"', "").trim()));
      return { candidate, known: names.filter((name) => known.has(name)).length, count: names.length };
    })
    .sort((a, b) => b.known - a.known || b.count - a.count);
  return { dialect: { delimiter: ranked[0]?.candidate ?? ",", terminator }, skip: 0 };
}
