// Makes rows of a JSON order: a row a site, the order's own fields on its first row (a blank repeats them), so that JSON
// goes through the very same checks as CSV. Every key is kept: unknown ones are carried through.
import { AT, COLUMN_LIST, headerKey } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { Finding } from "./issue-codes.ts";

export interface FlatRow {
  /** In schema order, then one for each name of `extraNames` so far. */
  readonly cells: string[];
  readonly findings: Finding[];
  /** Cells that the file had, by kind: for the accounting. */
  readonly known: number;
  readonly carried: number;
}

/** Names of unknown keys in the order in which they turned up; grows. */
export class ExtraNames {
  readonly names: string[] = [];
  readonly #places = new Map<string, number>();

  placeOf(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place = COLUMN_LIST.length + this.names.length;
    this.#places.set(name, place);
    this.names.push(name);
    return place;
  }

  get isFull(): boolean {
    return this.names.length + COLUMN_LIST.length >= FILE_LIMITS.columnsMax;
  }
}

export interface FlattenOptions {
  /** Header key → place in a row, the distributor's aliases included. */
  readonly places: ReadonlyMap<string, number>;
  readonly extras: ExtraNames;
  /** For results: the order's fields on every row instead of the first only. */
  readonly repeatOrderFields: boolean;
}

export function flattenOrder(order: Readonly<Record<string, unknown>>, options: FlattenOptions): FlatRow[] {
  const { sites, rest } = splitSites(order);
  const head = emptyRow();
  for (const [key, value] of Object.entries(rest)) put(head, key, value, { ...options, level: "order" });
  if (!Array.isArray(sites) || sites.length === 0) {
    return [{ ...head, findings: [...head.findings, { code: "order.noSites", column: "sites" }] }];
  }
  return sites.map((site: unknown, index) => {
    const first = index === 0;
    const row: MutableRow = first || options.repeatOrderFields ? copyOf(head, first) : emptyRow();
    if (!isRecord(site)) row.findings.push({ code: "json.notAnOrder", column: "sites" });
    else for (const [key, value] of Object.entries(site)) put(row, key, value, { ...options, level: "site" });
    if (!first && row.cells[AT.order_ref] === "") row.cells[AT.order_ref] = head.cells[AT.order_ref] ?? "";
    return row;
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface MutableRow {
  cells: string[];
  findings: Finding[];
  known: number;
  carried: number;
}

const emptyRow = (): MutableRow => ({ cells: COLUMN_LIST.map(() => ""), findings: [], known: 0, carried: 0 });

const copyOf = (row: MutableRow, counted: boolean): MutableRow => ({
  cells: [...row.cells],
  findings: counted ? [...row.findings] : [],
  known: counted ? row.known : 0,
  carried: counted ? row.carried : 0,
});

function splitSites(order: Readonly<Record<string, unknown>>): { sites: unknown; rest: Record<string, unknown> } {
  const { sites, ...rest } = order;
  return { sites, rest };
}

function put(
  row: MutableRow,
  key: string,
  value: unknown,
  options: FlattenOptions & { level: "order" | "site" },
): void {
  const place = options.places.get(headerKey(key));
  const column = place === undefined ? undefined : COLUMN_LIST[place];
  const text = textOf(value);
  if (place === undefined || column === undefined || (options.level === "order" && column.group !== "order")) {
    row.carried += 1;
    if (options.extras.isFull)
      row.findings.push({ code: "file.tooManyColumns", detail: String(FILE_LIMITS.columnsMax) });
    else row.cells[options.extras.placeOf(key)] = text ?? JSON.stringify(value);
    return;
  }
  row.known += 1;
  if (text === undefined) row.findings.push({ code: "cell.notText", column: column.name });
  else if (row.cells[place] !== "" && column.group === options.level) {
    row.findings.push({ code: "json.duplicateKey", column: column.name, detail: column.camelName });
  } else row.cells[place] = text;
}

/** Undefined: a list or an object. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return undefined;
}
