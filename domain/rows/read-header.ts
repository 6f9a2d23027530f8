// Matches a file's header with the schema: which column each cell belongs to, what is missing, double, blank or unknown.
import { COLUMN_LIST, type Column, OUR_COLUMNS, headerKey } from "../../contracts/bulk-file.ts";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { columnMeant } from "./column-meaning.ts";
import { isRecord } from "./order-shape.ts";
import type { Finding } from "./finding.ts";

/** A cell that belongs to no schema column: carried through, or ours of an earlier results file. */
export const CARRIED = -1;
export const OURS = -2;
export const NAMELESS = -3;

export interface Header {
  readonly names: readonly string[];
  /** For each cell of a row the index of its column in the schema, or one of the three marks above. */
  readonly columns: readonly number[];
  /** On which it stands; findings are about this line where they do not say another. */
  readonly line: number;
  readonly findings: readonly Finding[];
}

const SCHEMA_COLUMNS = new Map(COLUMN_LIST.map((column) => [headerKey(column.name), column.index]));

/** Header key → column index, the distributor's aliases included. */
export function knownColumns(profile: DistributorProfile | undefined): ReadonlyMap<string, number> {
  const columns = new Map(SCHEMA_COLUMNS);
  for (const [alias, name] of Object.entries(profile?.aliases ?? {})) {
    const column = columns.get(headerKey(name));
    if (column !== undefined) columns.set(headerKey(alias), column);
  }
  return columns;
}

const QUOTES_AROUND = /^[\s'"“”\uFEFF]+|[\s"“”]+$/g;
/** Characters that do not show: format characters, controls but line breaks and tabs, and letters without a form. */
const INVISIBLE = /[\p{Cf}\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u115F\u1160\u3164\uFFA0\u2800]/gu;
/** `1. `, `(2)`, `3 - `, `#4`, `a) ` before a name. */
const NUMBER_BEFORE = /^(?:[([#]?(?:\d{1,3}|[A-Za-z])[)\].:]|\d{1,3}\s+[-–—]|#\d{1,3}\b)\s*/;
const MARKS_BEFORE = /^[*†‡#>•·]+\s*/;
/** `*`, `:`, `(required)`, `[Mbps]` behind a name. */
const MARKS_BEHIND =
  /\s*(?:[*†‡:?!#]+|\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\}|[-–—,:]?\s+(?:required|mandatory|optional|req|opt)\.?)$/i;

/** A column name without the marks that people put around it; asked where the name as it stands is not known. */
export function bareName(name: string): string {
  let bare = name.replaceAll(QUOTES_AROUND, "").replace(NUMBER_BEFORE, "").replace(MARKS_BEFORE, "");
  for (let before = ""; before !== bare;) {
    before = bare;
    bare = bare.replace(MARKS_BEHIND, "");
  }
  return bare;
}

export function readHeader(cells: readonly string[], line: number, profile: DistributorProfile | undefined): Header {
  const known = knownColumns(profile);
  const visible = cells.map(visibleIn);
  const names = visible.map(withoutQuotes);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const columns = names.map((name) => {
    const key = headerKey(name);
    if (key === "") return NAMELESS;
    if (isOurs(name)) return OURS;
    const column = columnOf(name, known);
    const identity = column === CARRIED ? key : String(column);
    if (seen.has(identity)) findings.push({ code: "header.duplicate", column: name });
    seen.add(identity);
    return column;
  });
  for (const [at, name] of names.entries()) {
    if (name !== "" && visible[at] !== cells[at]) findings.push({ code: "header.invisible", column: name });
  }
  findings.push(...missingAndUnknown(names, columns, profile));
  return { names, columns, line, findings };
}

/** How many of these cells name a column. Asked of each line that may be a header: it costs little, and says nothing of the rest. */
export function knownIn(cells: readonly string[], profile: DistributorProfile | undefined): number {
  const known = knownColumns(profile);
  return cells.filter((cell) => {
    const name = withoutQuotes(visibleIn(cell));
    return !isOurs(name) && columnOf(name, known) !== CARRIED;
  }).length;
}

const visibleIn = (cell: string): string => cell.replaceAll(INVISIBLE, "");
const withoutQuotes = (cell: string): string => cell.replaceAll(QUOTES_AROUND, "");
const isOurs = (name: string): boolean => OUR_COLUMNS.includes(name.toLowerCase());

const columnOf = (name: string, known: ReadonlyMap<string, number>): number =>
  known.get(headerKey(name)) ?? known.get(headerKey(bareName(name))) ?? CARRIED;

function missingAndUnknown(
  names: readonly string[],
  columns: readonly number[],
  profile: DistributorProfile | undefined,
): Finding[] {
  const carried = new Set((profile?.carried ?? []).map(headerKey));
  const absent = COLUMN_LIST.filter((column) => !columns.includes(column.index));
  const missing = absent.filter((column) => column.required === true);
  const unknown = names.filter((name, index) => columns[index] === CARRIED && !carried.has(headerKey(name)));
  const meanings = new Map(unknown.map((name) => [name, meant(name, missing, absent)]));
  return [
    ...unknown.map((name): Finding => ({
      code: "header.unknown",
      column: name,
      detail: didYouMean(meanings.get(name)),
    })),
    ...missing.map(({ name }): Finding => {
      const near = unknown.find((one) => meanings.get(one) === name);
      const instead = near === undefined ? "" : `, or rename the column "${near}" to ${name} if that is what it holds`;
      return { code: "header.missing", column: name, detail: instead };
    }),
  ];
}

/** A column that the file lacks is the likelier meaning; one that it has would be there twice. */
function meant(name: string, missing: readonly Column[], absent: readonly Column[]): string | undefined {
  const namesOf = (columns: readonly Column[]): string[] => columns.map((column) => column.name);
  return columnMeant(name, namesOf(missing), true) ?? columnMeant(name, namesOf(absent), false);
}

const didYouMean = (near: string | undefined): string => (near === undefined ? "" : ` Did you mean "${near}"?`);

/** Of a JSON key whose values are carried through; `text`: the first of them, as JSON where it is no text. */
export function carriedKey(key: string, text: string): Finding {
  const within = text.startsWith("{") ? columnsWithin(key, text) : [];
  if (within.length > 0) return { code: "json.nestedKey", column: key, detail: within.slice(0, 3).join(", ") };
  const isOfSite = COLUMN_LIST.some(({ name, group }) => group !== "order" && headerKey(name) === headerKey(key));
  if (isOfSite) return { code: "json.keyOfSite", column: key };
  const near = columnMeant(
    key,
    COLUMN_LIST.map((column) => column.name),
    false,
  );
  const column = COLUMN_LIST.find(({ name }) => name === near);
  return { code: "json.unknownKey", column: key, detail: didYouMean(column?.camelName) };
}

/** Names of columns that an object seems to have the values of: `customer: {name}`, `order: {orderRef}`. */
function columnsWithin(key: string, text: string): string[] {
  let inner: unknown;
  try {
    inner = JSON.parse(text);
  } catch {
    // A text of the distributor's own that begins with a brace.
    return [];
  }
  if (!isRecord(inner)) return [];
  const names = Object.keys(inner);
  const candidates = new Set(names.flatMap((name) => [headerKey(name), headerKey(key + name)]));
  return COLUMN_LIST.filter(({ name }) => candidates.has(headerKey(name))).map(({ camelName }) => camelName);
}
