// Makes rows of a JSON order: a row a site, the order's own fields on its first row (a blank repeats them), so that JSON
// goes through the very same checks as CSV. Every key is kept: unknown ones are carried through.
import { AT, COLUMN_LIST, type Column, headerKey } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { LastMade } from "../last-made.ts";
import type { Finding } from "./finding.ts";
import { shownText } from "./shown-value.ts";

export interface FlatRow {
  /** In schema order, then one for each name of `extraNames` so far. */
  readonly cells: string[];
  readonly findings: Finding[];
  /** Cells that the file had, by kind: for the accounting. */
  readonly known: number;
  readonly carried: number;
  /** What stands where a site should, shortened. */
  readonly text?: string;
}

/** Names of unknown keys in the order in which they turned up; grows. */
export class ExtraNames {
  readonly names: string[] = [];
  readonly #indexes = new Map<string, number>();

  /** Of its cells, behind those of the schema. */
  indexOf(name: string): number {
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const index = COLUMN_LIST.length + this.names.length;
    this.#indexes.set(name, index);
    this.names.push(name);
    return index;
  }

  get isFull(): boolean {
    return this.names.length + COLUMN_LIST.length >= FILE_LIMITS.columnsMax;
  }
}

/** Keys remembered as they are written: the same few stand in every order. */
const KEYS_MAX = 1000;

/** The column of a key, in whatever case and with whatever hyphens it is written; undefined: none of the schema's. */
export class ColumnsByKey {
  /** By header key, the distributor's aliases included. */
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #byKey = new Map<string, Column | undefined>();

  constructor(indexes: ReadonlyMap<string, number>) {
    this.#indexes = indexes;
  }

  of(key: string): Column | undefined {
    const known = this.#byKey.get(key);
    if (known !== undefined || this.#byKey.has(key)) return known;
    const index = this.#indexes.get(headerKey(key));
    const column = index === undefined ? undefined : COLUMN_LIST[index];
    if (this.#byKey.size < KEYS_MAX) this.#byKey.set(key, column);
    return column;
  }
}

type Level = "order" | "site";
/** Of the keys of one object; undefined: carried through. */
type Columns = readonly (Column | undefined)[];

/** The columns of an object's keys: mostly those of the object before. */
const columnsAt = (byKey: ColumnsByKey, level: Level): LastMade<readonly string[], Columns> =>
  new LastMade(
    (keys) =>
      keys.map((key) => {
        const column = byKey.of(key);
        return level === "order" && column?.group !== "order" ? undefined : column;
      }),
    (keys, last) => keys.length === last.length && keys.every((key, at) => key === last[at]),
  );

export interface FlattenOptions {
  readonly extras: ExtraNames;
  /** For results: the order's fields on every row instead of the first only. */
  readonly repeatOrderFields: boolean;
}

export class OrderFlattener {
  readonly #options: FlattenOptions;
  readonly #orderColumns: LastMade<readonly string[], Columns>;
  readonly #siteColumns: LastMade<readonly string[], Columns>;

  constructor(byKey: ColumnsByKey, options: FlattenOptions) {
    this.#options = options;
    this.#orderColumns = columnsAt(byKey, "order");
    this.#siteColumns = columnsAt(byKey, "site");
  }

  flatten(order: Readonly<Record<string, unknown>>): FlatRow[] {
    const { sites, ...rest } = order;
    const head = emptyRow();
    this.#putAll(head, rest, "order");
    if (!Array.isArray(sites) || sites.length === 0) {
      head.findings.push({ code: "order.noSites", column: "sites" });
      if (sites !== undefined) head.text = shownText(JSON.stringify(sites));
      return [head];
    }
    return sites.map((site: unknown, index) => {
      const first = index === 0;
      const row: MutableRow = first || this.#options.repeatOrderFields ? copyOf(head, first) : emptyRow();
      if (!isRecord(site)) {
        row.findings.push({ code: "json.notAnOrder", column: "sites" });
        row.text = shownText(JSON.stringify(site));
      } else this.#putAll(row, site, "site");
      if (!first && row.cells[AT.order_ref] === "") row.cells[AT.order_ref] = head.cells[AT.order_ref] ?? "";
      return row;
    });
  }

  #putAll(row: MutableRow, fields: Readonly<Record<string, unknown>>, level: Level): void {
    const keys = Object.keys(fields);
    const columns = (level === "order" ? this.#orderColumns : this.#siteColumns).of(keys);
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] ?? "";
      const column = columns[at];
      if (column === undefined) carry(row, key, fields[key], this.#options);
      else put(row, column, fields[key], level);
    }
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface MutableRow {
  cells: string[];
  findings: Finding[];
  known: number;
  carried: number;
  text?: string;
}

const BLANK: readonly string[] = COLUMN_LIST.map(() => "");
const emptyRow = (): MutableRow => ({ cells: BLANK.slice(), findings: [], known: 0, carried: 0 });

const copyOf = (row: MutableRow, counted: boolean): MutableRow => ({
  cells: [...row.cells],
  findings: counted ? [...row.findings] : [],
  known: counted ? row.known : 0,
  carried: counted ? row.carried : 0,
});

function carry(row: MutableRow, key: string, value: unknown, { extras }: FlattenOptions): void {
  row.carried += 1;
  if (extras.isFull) row.findings.push({ code: "file.tooManyColumns", detail: String(FILE_LIMITS.columnsMax) });
  else row.cells[extras.indexOf(key)] = textOf(value) ?? JSON.stringify(value);
}

function put(row: MutableRow, column: Column, value: unknown, level: Level): void {
  const text = textOf(value);
  row.known += 1;
  if (text === undefined) {
    row.findings.push({ code: "cell.notText", column: column.name });
    // For the results: the row is not read.
    row.cells[column.index] = shownText(JSON.stringify(value));
  } else if (row.cells[column.index] !== "" && column.group === level) {
    row.findings.push({ code: "json.duplicateKey", column: column.name, detail: column.camelName });
  } else row.cells[column.index] = text;
}

/** Undefined: a list or an object. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return undefined;
}
