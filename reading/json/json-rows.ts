// Orders of a JSON list or of NDJSON lines as rows of the file, a row a site. An element that is no order is one row that
// says so; a file that begins with something else is refused whole.
import { COLUMN_LIST, type Column, headerKey } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { ColumnsByKey } from "../../domain/rows/columns-by-key.ts";
import { ExtraNames, type FlatRow, OrderFlattener } from "../../domain/rows/flatten-order.ts";
import type { Finding } from "../../domain/rows/finding.ts";
import { isRecord } from "../../domain/rows/order-shape.ts";
import { CARRIED, knownColumns } from "../../domain/rows/read-header.ts";
import { keysWithin, repeatedKey } from "../../domain/rows/repeated-key.ts";
import { colonsOf, parseAsWritten } from "../../domain/rows/written-numbers.ts";
import { shownText } from "../../domain/rows/shown-value.ts";
import { FLAT_ORDER, type JsonPointer, SOLE_SITE, type WrittenKey } from "../row/json-pointer.ts";
import { FileFault } from "../row/file-fault.ts";
import { firstJsonFault } from "./json-fault.ts";
import { type JsonElement, type LeftOver, positionIn, syntaxDetail, syntaxFault } from "./json-element.ts";
import type { Sniffed } from "../sniff-format.ts";
import { soleOrder } from "./sole-order.ts";
import { writtenKey } from "./written-key.ts";
import { jsonRest } from "../unread-rest.ts";
import { type ReadOptions, type RowSink, tooManyRows } from "../row/source-row.ts";

export class JsonRows {
  readonly #kind: "json" | "ndjson";
  readonly #sink: RowSink;
  readonly #byKey: ColumnsByKey;
  readonly #flattener: OrderFlattener;
  readonly #extras = new ExtraNames();
  /** Both grow with the keys that turn up. */
  readonly #names: string[] = COLUMN_LIST.map((column) => column.name);
  readonly #columns: number[] = COLUMN_LIST.map((column) => column.index);
  #rows = 0;

  constructor(kind: "json" | "ndjson", options: ReadOptions & Pick<Sniffed, "findings">, sink: RowSink) {
    this.#kind = kind;
    this.#sink = sink;
    this.#byKey = new ColumnsByKey(knownColumns(options.profile));
    this.#flattener = new OrderFlattener(this.#byKey, {
      extras: this.#extras,
      repeatOrderFields: options.repeatOrderFields ?? false,
    });
    sink.header({ names: this.#names, columns: this.#columns, line: 1, findings: options.findings });
  }

  take(element: JsonElement): void {
    let order: unknown;
    try {
      order = JSON.parse(element.text);
    } catch {
      this.#brokenText(element);
      return;
    }
    const keys = keysWithin(order, FILE_LIMITS.jsonDepthMax);
    if (keys === undefined) {
      this.#broken(element, { code: "json.depth", detail: String(FILE_LIMITS.jsonDepthMax) });
      return;
    }
    const colons = colonsOf(element.text);
    const repeated = repeatedKey(element.text, colons.count, keys);
    this.#takeValue(element, colons.mayHideDigits ? parseAsWritten(element.text) : order, repeated);
  }

  #takeValue(element: JsonElement, value: unknown, repeated: string | undefined): void {
    const findings: Finding[] = repeated === undefined ? [] : [{ code: "json.duplicateKey", detail: repeated }];
    if (element.hasComma === true) findings.push({ code: "json.lineComma" });
    if (isRecord(value) && this.#looksLikeOrder(value)) this.#giveOrder(element, value, findings);
    else if (this.#isWhole(element) && (this.#kind === "json" || isRecord(value))) {
      const { key, order } = soleOrder(value, (one) => this.#looksLikeOrder(one));
      const pointer = { list: `/${key}`, order: null };
      this.#giveOrder({ ...element, pointer }, order, [...findings, { code: "json.oneOrder", column: key }]);
    } else this.#broken(element, { code: "json.notAnOrder" });
  }

  /** A fault has ended the reading; `left`: what was not read of the element in which it stands. */
  stopped(fault: FileFault, left: LeftOver): void {
    // json.shape and its like: nothing of the file is an order.
    if (NO_ORDERS.has(fault.finding.code)) return;
    this.#sink.row(jsonRest(left.isBegun ? causeOf(fault, left) : fault, this.#rows, left));
  }

  #giveOrder(element: JsonElement, order: Readonly<Record<string, unknown>>, findings: readonly Finding[]): void {
    const { rows, form, sitesKey } = this.#flattener.flatten(order);
    for (const extra of this.#extras.names.slice(this.#names.length - COLUMN_LIST.length)) {
      this.#names.push(extra);
      this.#columns.push(CARRIED);
    }
    rows[0]?.findings.push(...findings);
    const { list, order: at } = element.pointer;
    rows.forEach((row, index) => {
      const site = form === "list" ? index : form === "sole" ? SOLE_SITE : FLAT_ORDER;
      const sites: unknown = order[sitesKey];
      const places: readonly unknown[] = Array.isArray(sites) ? sites : [sites];
      const keyOf = (column: Column): WrittenKey | undefined =>
        writtenKey({ order, site: places[index] }, column, this.#byKey);
      this.#give(element.line, row, { list, order: at, sites: sitesKey, site, keyOf });
    });
  }

  /** Its line is that of the fault. */
  #brokenText(element: JsonElement): void {
    const fault = firstJsonFault(element.text);
    const at = positionIn(element, fault?.at ?? 0);
    const detail = syntaxDetail(fault?.words ?? "it cannot be read", at.line, at.column);
    this.#broken({ ...element, line: at.line }, { code: "json.syntax", detail });
  }

  #broken(element: JsonElement, finding: Finding): void {
    const pointer = { ...element.pointer, sites: "sites", site: 0 };
    // As the file has it.
    const text = shownText(element.hasComma === true ? `${element.text},` : element.text);
    this.#give(element.line, { cells: [], findings: [finding], known: 0, carried: 1, text }, pointer);
  }

  #give(line: number, row: FlatRow, pointer: JsonPointer): void {
    this.#rows += 1;
    if (this.#rows > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), line);
    const { cells, findings, known, carried, text } = row;
    this.#sink.row({ row: this.#rows, line, pointer, cells, findings, known, carried, text });
  }

  /** A JSON document by itself, or the first line of NDJSON: what a file begins with says what it is. */
  #isWhole({ pointer }: JsonElement): boolean {
    return pointer.order === null && (this.#kind === "json" || this.#rows === 0);
  }

  #looksLikeOrder(order: Readonly<Record<string, unknown>>): boolean {
    return Object.keys(order).some((key) => headerKey(key) === "sites" || this.#byKey.of(key) !== undefined);
  }
}

const NO_ORDERS = new Set<string>(["json.shape", "json.ordersElsewhere", "json.ordersNotList"]);

/** The scanner sees structure only: what has put it out of step may stand before, within the element. */
function causeOf(fault: FileFault, left: JsonElement): FileFault {
  if (fault.finding.code !== "json.syntax") return fault;
  const first = firstJsonFault(left.text);
  if (first === undefined) return fault;
  const { line, column } = positionIn(left, first.at);
  return fault.line !== null && fault.line < line ? fault : syntaxFault(first.words, line, column);
}
