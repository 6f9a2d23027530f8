// Orders of a JSON list or of NDJSON lines as rows of the file, a row a site. An element that is no order is one row that
// says so; a file that begins with something else is refused whole.
import { COLUMN_LIST } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { ColumnsByKey, ExtraNames, type FlatRow, OrderFlattener, isRecord } from "../../domain/rows/flatten-order.ts";
import type { Finding } from "../../domain/rows/finding.ts";
import { CARRIED, knownColumns } from "../../domain/rows/read-header.ts";
import { keysWithin, repeatedKey } from "../../domain/rows/repeated-key.ts";
import { shownText } from "../../domain/rows/shown-value.ts";
import { FileFault } from "../row/file-fault.ts";
import type { JsonElement } from "./json-scanner.ts";
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

  constructor(kind: "json" | "ndjson", options: ReadOptions, sink: RowSink) {
    this.#kind = kind;
    this.#sink = sink;
    this.#byKey = new ColumnsByKey(knownColumns(options.profile));
    this.#flattener = new OrderFlattener(this.#byKey, {
      extras: this.#extras,
      repeatOrderFields: options.repeatOrderFields ?? false,
    });
    sink.header({ names: this.#names, columns: this.#columns, findings: [] });
  }

  take(element: JsonElement): void {
    let order: unknown;
    try {
      order = JSON.parse(element.text);
    } catch (error) {
      this.#broken(element, { code: "json.syntax", detail: error instanceof Error ? positionOf(error.message) : "" });
      return;
    }
    const keys = keysWithin(order, FILE_LIMITS.jsonDepthMax);
    if (keys === undefined) {
      this.#broken(element, { code: "json.depth", detail: String(FILE_LIMITS.jsonDepthMax) });
    } else if (!isRecord(order) || !this.#looksLikeOrder(order)) {
      // What a file begins with says what it is.
      if (isRecord(order) && this.#rows === 0 && element.pointer.order === null) {
        throw new FileFault({ code: "json.shape" }, element.line);
      }
      this.#broken(element, { code: "json.notAnOrder" });
    } else this.#giveOrder(element, order, repeatedKey(element.text, keys));
    if (this.#kind === "json" && element.pointer.order === null && Array.isArray(order))
      throw new FileFault({ code: "json.shape" });
  }

  /** A fault has ended the reading; `left`: what was not read of the element in which it stands. */
  stopped(fault: FileFault, left: JsonElement): void {
    // json.shape: nothing of the file is an order.
    if (fault.finding.code !== "json.shape") this.#sink.row(jsonRest(fault, this.#rows, left));
  }

  #giveOrder(element: JsonElement, order: Readonly<Record<string, unknown>>, repeated: string | undefined): void {
    const rows = this.#flattener.flatten(order);
    for (const extra of this.#extras.names.slice(this.#names.length - COLUMN_LIST.length)) {
      this.#names.push(extra);
      this.#columns.push(CARRIED);
    }
    if (repeated !== undefined) rows[0]?.findings.push({ code: "json.duplicateKey", detail: repeated });
    rows.forEach((row, site) => {
      this.#give(element, row, site);
    });
  }

  #broken(element: JsonElement, finding: Finding): void {
    this.#give(element, { cells: [], findings: [finding], known: 0, carried: 1, text: shownText(element.text) }, 0);
  }

  #give({ line, pointer }: JsonElement, row: FlatRow, site: number): void {
    this.#rows += 1;
    if (this.#rows > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), line);
    const { cells, findings, known, carried, text } = row;
    const { list, order } = pointer;
    this.#sink.row({ row: this.#rows, line, pointer: { list, order, site }, cells, findings, known, carried, text });
  }

  #looksLikeOrder(order: Readonly<Record<string, unknown>>): boolean {
    return Object.keys(order).some((key) => key === "sites" || this.#byKey.of(key) !== undefined);
  }
}

/** The parser's message without the text that it quotes. */
function positionOf(message: string): string {
  return /at position \d+/.exec(message)?.[0] ?? "it ends too early";
}
