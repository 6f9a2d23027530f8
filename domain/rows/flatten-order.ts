// Makes rows of a JSON order: a row a site, the order's own fields on its first row (a blank repeats them), so that JSON
// goes through the very same checks as CSV. Every key is kept: unknown ones are carried through.
import { AT, COLUMN_LIST, type Column } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { LastMade } from "../last-made.ts";
import { cellAt } from "./cell-at.ts";
import type { ColumnsByKey } from "./columns-by-key.ts";
import type { Finding } from "./finding.ts";
import { type SitesOfOrder, type Target, isBlank, isRecord, orderKeys, sitesOf } from "./order-shape.ts";
import { shownText } from "./shown-value.ts";
import { WrittenNumber, jsonTextOf } from "./written-numbers.ts";

export interface FlatRow {
  /** In schema order, then one for each name of `extraNames` so far. */
  readonly cells: string[];
  readonly findings: Finding[];
  /** Cells that the file had, by kind: for the accounting. */
  readonly known: number;
  readonly carried: number;
  /** What is there instead of a site, shortened. */
  readonly text?: string;
}

export interface FlatOrder {
  readonly rows: readonly FlatRow[];
  readonly form: SitesOfOrder["form"];
  /** The key of its sites, as the file has it. */
  readonly sitesKey: string;
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

export interface FlattenOptions {
  readonly extras: ExtraNames;
  /** For results: the order's fields on every row instead of the first only. */
  readonly repeatOrderFields: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** The keys of an object are mostly those of the object before. */
const forKeys = <V>(make: (keys: readonly string[]) => V): LastMade<readonly string[], V> =>
  new LastMade(make, (keys, last) => keys.length === last.length && keys.every((key, at) => key === last[at]));

export class OrderFlattener {
  readonly #options: FlattenOptions;
  readonly #byKey: ColumnsByKey;
  readonly #orderKeys = forKeys((keys) => orderKeys(keys, this.#byKey));
  readonly #siteTargets = forKeys((keys) => keys.map((key): Target => this.#byKey.of(key) ?? "carried"));

  constructor(byKey: ColumnsByKey, options: FlattenOptions) {
    this.#options = options;
    this.#byKey = byKey;
  }

  flatten(order: Fields): FlatOrder {
    const keys = this.#orderKeys.of(Object.keys(order));
    const { sites, form, findings, misplaced } = sitesOf(order, keys, this.#byKey);
    const [sitesKey = "sites"] = keys.sites;
    const head = emptyRow();
    head.findings.push(...findings);
    if (form === "flat") {
      this.#putSite(head, order);
      return { rows: [head], form, sitesKey };
    }
    this.#putAll(head, order, keys.targets);
    for (const key of keys.ofSites) if (!misplaced.includes(key)) carry(head, key, order[key], this.#options);
    if (sites.length === 0) {
      if (order[sitesKey] !== undefined) head.text = shownText(jsonTextOf(order[sitesKey]));
      return { rows: [head], form, sitesKey };
    }
    const shared = misplaced.length === 0 ? undefined : this.#sharedBySites(head, order, misplaced);
    const rows = sites.map((site, index) => {
      const first = index === 0;
      const row: MutableRow = first || this.#options.repeatOrderFields ? copyOf(head, first) : emptyRow();
      if (isRecord(site)) this.#putSite(row, site);
      else {
        row.findings.push({ code: "json.notASite", column: "site" });
        row.text = shownText(jsonTextOf(site));
      }
      if (shared !== undefined) fillBlanks(row.cells, shared);
      if (!first && row.cells[AT.order_ref] === "") row.cells[AT.order_ref] = cellAt(head.cells, AT.order_ref);
      return row;
    });
    return { rows, form, sitesKey };
  }

  #putSite(row: MutableRow, site: Fields): void {
    this.#putAll(row, site, this.#siteTargets.of(Object.keys(site)));
  }

  #putAll(row: MutableRow, fields: Fields, targets: readonly Target[]): void {
    const keys = Object.keys(fields);
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] ?? "";
      const target = targets[at] ?? "carried";
      if (target === "carried") carry(row, key, fields[key], this.#options);
      else if (target !== "elsewhere") {
        // `floor` and `Floor`: JSON sees two keys.
        const earlier = targets.indexOf(target);
        const isRepeated = earlier < at && !isBlank(fields[key]) && !isBlank(fields[keys[earlier] ?? ""]);
        put(row, target, fields[key], isRepeated);
      }
    }
  }

  /** Site columns that stand in the order: an error of it, and no blank of a site that would be told once more. */
  #sharedBySites(head: MutableRow, order: Fields, misplaced: readonly string[]): readonly string[] {
    const shared = emptyRow();
    for (const key of misplaced) {
      const column = this.#byKey.of(key);
      if (column !== undefined) put(shared, column, order[key], false);
    }
    head.known += shared.known;
    return shared.cells;
  }
}

function fillBlanks(cells: string[], from: readonly string[]): void {
  for (const [at, cell] of from.entries()) if (cells[at] === "") cells[at] = cell;
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
  if (extras.isFull) row.findings.push({ code: "json.tooManyKeys", detail: String(FILE_LIMITS.columnsMax) });
  else row.cells[extras.indexOf(key)] = textOf(value) ?? jsonTextOf(value);
}

function put(row: MutableRow, column: Column, value: unknown, isRepeated: boolean): void {
  const text = textOf(value);
  row.known += 1;
  if (text === undefined) {
    row.findings.push({ code: "cell.notText", column: column.name });
    // For the results: the row is not read.
    row.cells[column.index] = shownText(jsonTextOf(value));
  } else if (isRepeated) {
    row.findings.push({ code: "json.duplicateKey", column: column.name, detail: column.camelName });
  } else row.cells[column.index] = text;
}

/** Undefined: a list or an object. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value instanceof WrittenNumber) return value.text;
  return undefined;
}
