// Matches a file's header with the schema: which column each cell belongs to, what is missing, double, blank or unknown.
import { COLUMN_LIST, RESULT_COLUMNS, headerKey } from "../../contracts/bulk-file.ts";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import type { Finding } from "./issue-codes.ts";
import { nearestName } from "./nearest-name.ts";

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
    if (place === CARRIED && !carried.has(key)) findings.push(unknownColumn(name));
    return place;
  });
  if (!places.some((place) => place >= 0)) return { names, places, findings: [{ code: "file.noHeader" }] };
  findings.push(...missingColumns(names, places));
  return { names, places, findings };
}

export function unknownColumn(name: string): Finding {
  const near = nearestName(
    name,
    COLUMN_LIST.map((column) => column.name),
  );
  return { code: "header.unknown", column: name, detail: near === undefined ? "" : `, perhaps ${near}` };
}

function missingColumns(names: readonly string[], places: readonly number[]): Finding[] {
  const unknown = names.filter((_, index) => places[index] === CARRIED);
  return COLUMN_LIST.filter((column) => column.required === true && !places.includes(column.index)).map((column) => {
    const near = nearestName(column.name, unknown);
    return { code: "header.missing", column: column.name, detail: near === undefined ? "" : `; perhaps ${near} is it` };
  });
}
