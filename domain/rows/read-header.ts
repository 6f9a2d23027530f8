// Matches a file's header with the schema: which column each cell belongs to, what is missing, double, blank or unknown.
import { COLUMN_LIST, RESULT_COLUMNS, headerKey } from "../../contracts/bulk-file.ts";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import type { Finding } from "./finding.ts";
import { LOOSELY_ALIKE, nearestName } from "./nearest-name.ts";

/** A cell that belongs to no schema column: carried through, or ours of an earlier results file. */
export const CARRIED = -1;
export const OURS = -2;
export const NAMELESS = -3;

export interface Header {
  readonly names: readonly string[];
  /** For each cell of a row the index of its column in the schema, or one of the three marks above. */
  readonly columns: readonly number[];
  readonly findings: readonly Finding[];
}

/** Header key → column index, the distributor's aliases included. */
export function knownColumns(profile: DistributorProfile | undefined): ReadonlyMap<string, number> {
  const columns = new Map(COLUMN_LIST.map((column) => [headerKey(column.name), column.index]));
  for (const [alias, name] of Object.entries(profile?.aliases ?? {})) {
    const column = columns.get(headerKey(name));
    if (column !== undefined) columns.set(headerKey(alias), column);
  }
  return columns;
}

export function readHeader(cells: readonly string[], profile: DistributorProfile | undefined): Header {
  const known = knownColumns(profile);
  const carried = new Set((profile?.carried ?? []).map(headerKey));
  const names = cells.map((cell) => cell.replace(/^[\s'"“”\uFEFF]+|[\s"“”]+$/g, ""));
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const columns = names.map((name) => {
    const key = headerKey(name);
    if (key === "") return NAMELESS;
    if (RESULT_COLUMNS.some((ours) => ours === name.toLowerCase())) return OURS;
    const column = known.get(key) ?? CARRIED;
    const identity = column === CARRIED ? key : String(column);
    if (seen.has(identity)) findings.push({ code: "header.duplicate", column: name });
    seen.add(identity);
    return column;
  });
  if (!columns.some((column) => column >= 0)) return { names, columns, findings: [{ code: "file.noHeader" }] };
  const missing = COLUMN_LIST.filter((column) => column.required === true && !columns.includes(column.index));
  const unknown = names.filter((name, index) => columns[index] === CARRIED && !carried.has(headerKey(name)));
  const missingNames = missing.map((column) => column.name);
  findings.push(...unknown.map((name) => unknownColumn(name, missingNames)));
  findings.push(...missing.map((column) => missingColumn(column.name, unknown)));
  return { names, columns, findings };
}

/** A column that the file lacks is the likelier meaning. */
export function unknownColumn(name: string, missing: readonly string[] = []): Finding {
  const all = COLUMN_LIST.map((column) => column.name);
  const near = nearestName(name, missing, LOOSELY_ALIKE) ?? nearestName(name, all);
  return { code: "header.unknown", column: name, detail: near === undefined ? "" : ` Did you mean "${near}"?` };
}

function missingColumn(name: string, unknown: readonly string[]): Finding {
  const near = nearestName(name, unknown, LOOSELY_ALIKE);
  return { code: "header.missing", column: name, detail: near === undefined ? "" : ` Did you mean "${near}"?` };
}
