// Decides from the first characters what a text is: CSV with its delimiter and line ends, JSON, or NDJSON. The content
// decides; names and extensions are not looked at (docs/bulk-file.md §2). A text that is none of them is named.
import { headerKey } from "../contracts/bulk-file.ts";
import type { DetectedFormat } from "../contracts/receipt.ts";
import type { Finding } from "../domain/rows/finding.ts";
import { bareName } from "../domain/rows/read-header.ts";
import type { CsvDialect } from "./csv/csv-record.ts";
import { HEADER_LINES_MAX, certainTextIn, likelyTextIn, whyNoHeader } from "./foreign-text.ts";
import { syntaxFault } from "./json/json-element.ts";
import { NPM_LINES, NPM_SKIPPED } from "./npm-lines.ts";
import { FileFault } from "./row/file-fault.ts";

interface Beginning {
  /** Characters before the content, and the lines that they are. */
  readonly skip: string;
  /** What is to be said of them. */
  readonly findings: readonly Finding[];
}

export type Sniffed = Beginning &
  (
    | { readonly kind: "csv"; readonly dialect: CsvDialect; readonly noHeader: () => Finding }
    | { readonly kind: "json" }
    | { readonly kind: "ndjson"; readonly terminator: "\n" | "\r" }
  );

export const DELIMITER_NAMES: Readonly<Record<string, NonNullable<DetectedFormat["delimiter"]>>> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "pipe",
};

/** Above JSON, as people and programs write them who think of JavaScript or YAML. */
const COMMENTS = /^(?:(?:\/\/|#).*\s*|\/\*[^]*?\*\/\s*)+/;

/** Excel's own way to name the delimiter. */
const DECLARED = /^sep=(.)\r?[\n\r]/i;

/** `known`: header keys that a column of this distributor may have. Throws FileFault where the text is another format. */
export function sniffFormat(head: string, known: ReadonlySet<string>): Sniffed {
  const [npmLines = ""] = NPM_LINES.exec(head) ?? [];
  const findings: Finding[] = npmLines === "" ? [] : [NPM_SKIPPED];
  const content = head.slice(npmLines.length);
  // JSON text sequences begin with a record separator (RFC 7464).
  const start = content.replace(/^[\s\u001E]+/, "");
  const certain = certainTextIn(start);
  if (certain !== undefined) throw new FileFault(certain);
  const [comments = ""] = COMMENTS.exec(start) ?? [];
  if (comments !== "" && /^[[{]/.test(start.slice(comments.length))) {
    throw syntaxFault("a comment; JSON has none", linesIn(head.slice(0, head.length - start.length)) + 1, 1);
  }
  const beginning = { skip: npmLines, findings };
  if (start.startsWith("[")) return { kind: "json", ...beginning };
  const terminator = terminatorOf(content);
  if (start.startsWith("{")) {
    return isLineOfJson(start) ? { kind: "ndjson", terminator, ...beginning } : { kind: "json", ...beginning };
  }
  const [declared = "", delimiter = ""] = DECLARED.exec(content) ?? [];
  const lines = content
    .slice(declared.length)
    .split(terminator)
    .filter((line) => line.trim() !== "");
  const first = lines.slice(0, HEADER_LINES_MAX);
  const isKnown = knownNames(known);
  const best = bestDelimiter(first, isKnown);
  const likely = best.known > 0 ? undefined : likelyTextIn(start);
  if (likely !== undefined) throw new FileFault(likely);
  const isDeclared = delimiter in DELIMITER_NAMES;
  return {
    kind: "csv",
    dialect: { delimiter: isDeclared ? delimiter : best.delimiter, terminator },
    skip: isDeclared ? npmLines + declared : npmLines,
    findings,
    noHeader: () => whyNoHeader(first, isKnown),
  };
}

/** Whether a cell names a column. Each text is judged once: a line is divided in many ways, and most parts come again. */
function knownNames(known: ReadonlySet<string>): (name: string) => boolean {
  const judged = new Map<string, boolean>();
  return (name) => {
    let isKnown = judged.get(name);
    if (isKnown === undefined) {
      isKnown = known.has(headerKey(name)) || known.has(headerKey(bareName(name)));
      judged.set(name, isKnown);
    }
    return isKnown;
  };
}

/** Line ends in the characters that are skipped. */
export const linesIn = (skipped: string): number => skipped.match(/\r\n|\n|\r/g)?.length ?? 0;

const terminatorOf = (text: string): "\n" | "\r" => (text.includes("\n") || !text.includes("\r") ? "\n" : "\r");

/** The first line holds a whole object, or so much of one that it must be an order of its own. */
function isLineOfJson(start: string): boolean {
  const end = start.search(/[\r\n]/);
  const line = (end === -1 ? start : start.slice(0, end)).trim().replace(/,$/, "");
  if (end === -1) return !/^\{\s*"orders"\s*:/i.test(start) && !hasOrdersList(start);
  try {
    const value: unknown = JSON.parse(line);
    return (
      typeof value === "object" && value !== null && !Object.keys(value).some((key) => headerKey(key) === "orders")
    );
  } catch {
    // A broken line of NDJSON still closes its object; a pretty-printed document leaves it open.
    return line.endsWith("}") && !/^\{\s*"orders"\s*:/i.test(line);
  }
}

/** Whether a `orders` list opens among the first keys of the outermost object. */
function hasOrdersList(start: string): boolean {
  const list = start.search(/"orders"\s*:\s*\[/i);
  const sites = start.search(/"(?:sites|order_?ref)"\s*:/i);
  return list !== -1 && (sites === -1 || list < sites);
}

/** The one by which some line holds the most column names; where none does, that which divides the first line most often. */
function bestDelimiter(
  lines: readonly string[],
  isKnown: (name: string) => boolean,
): { readonly delimiter: string; readonly known: number } {
  const ranked = Object.keys(DELIMITER_NAMES)
    .map((delimiter) => {
      const names = lines.map((line) => line.split(delimiter).map((name) => name.replaceAll('"', "")));
      const known = Math.max(0, ...names.map((inLine) => inLine.filter(isKnown).length));
      return { delimiter, known, count: names[0]?.length ?? 0 };
    })
    .sort((a, b) => b.known - a.known || b.count - a.count);
  return ranked[0] ?? { delimiter: ",", known: 0 };
}
