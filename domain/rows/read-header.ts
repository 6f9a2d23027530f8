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
  /** For each cell of a row its place in a normalised row, or one of the three marks above. */
  readonly places: readonly number[];
  readonly findings: readonly Finding[];
}

/** Header key → place, the distributor's aliases included. */
export function knownPlaces(profile: DistributorProfile | undefined): ReadonlyMap<string, number> {
  const places = new Map(COLUMN_LIST.map((column) => [headerKey(column.name), column.index]));
  for (const [alias, name] of Object.entries(profile?.aliases ?? {})) {
    const place = places.get(headerKey(name));
    if (place !== undefined) places.set(headerKey(alias), place);
  }
  return places;
}

export function readHeader(cells: readonly string[], profile: DistributorProfile | undefined): Header {
  const known = knownPlaces(profile);
  const carried = new Set((profile?.carried ?? []).map(headerKey));
  const names = cells.map((cell) => cell.replace(/^[\s'"“”\uFEFF]+|[\s"“”]+$/g, ""));
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const places = names.map((name) => {
    const key = headerKey(name);
    if (key === "") return NAMELESS;
    if (RESULT_COLUMNS.some((ours) => ours === name.toLowerCase())) return OURS;
    const place = known.get(key) ?? CARRIED;
    const identity = place === CARRIED ? key : String(place);
    if (seen.has(identity)) findings.push({ code: "header.duplicate", column: name });
    seen.add(identity);
    return place;
  });
  if (!places.some((place) => place >= 0)) return { names, places, findings: [{ code: "file.noHeader" }] };
  const missing = COLUMN_LIST.filter((column) => column.required === true && !places.includes(column.index));
  const unknown = names.filter((name, index) => places[index] === CARRIED && !carried.has(headerKey(name)));
  const missingNames = missing.map((column) => column.name);
  findings.push(...unknown.map((name) => unknownColumn(name, missingNames)));
  findings.push(...missing.map((column) => missingColumn(column.name, unknown)));
  return { names, places, findings };
}

/** A column that the file lacks is the likelier meaning. */
export function unknownColumn(name: string, missing: readonly string[] = []): Finding {
  const all = COLUMN_LIST.map((column) => column.name);
  const near = nearestName(name, missing, LOOSELY_ALIKE) ?? nearestName(name, all);
  return { code: "header.unknown", column: name, detail: near === undefined ? "" : `, perhaps ${near}` };
}

function missingColumn(name: string, unknown: readonly string[]): Finding {
  const near = nearestName(name, unknown, LOOSELY_ALIKE);
  return { code: "header.missing", column: name, detail: near === undefined ? "" : `; perhaps ${near} is it` };
}
