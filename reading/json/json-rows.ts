// Orders of a JSON list or of NDJSON lines as rows of the file, a row a site. An element that is no order is one row that
// says so; a file that begins with something else is refused whole.
import { COLUMN_LIST } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { ExtraNames, KeyPlaces, OrderFlattener, isRecord } from "../../domain/rows/flatten-order.ts";
import type { Finding } from "../../domain/rows/finding.ts";
import { CARRIED, knownPlaces } from "../../domain/rows/read-header.ts";
import { keysWithin, repeatedKey } from "../../domain/rows/repeated-key.ts";
import { shownText } from "../../domain/rows/unread-rows.ts";
import { FileFault } from "../row/file-fault.ts";
import type { JsonElement } from "./json-scanner.ts";
import { jsonRest } from "../unread-rows.ts";
import { type ReadOptions, type RowSink, type SourceRow, tooManyRows } from "../row/source-row.ts";

export interface JsonRows {
  readonly take: (element: JsonElement) => void;
  /** A fault has ended the reading; `left`: what was not read of the element that it stands in. */
  readonly stopped: (fault: FileFault, left: JsonElement) => void;
}

export function jsonRows(kind: "json" | "ndjson", options: ReadOptions, sink: RowSink): JsonRows {
  const extras = new ExtraNames();
  const names: string[] = COLUMN_LIST.map((column) => column.name);
  const places = COLUMN_LIST.map((column) => column.index);
  sink.header({ names, places, findings: [] });
  const keyPlaces = new KeyPlaces(knownPlaces(options.profile));
  const flattener = new OrderFlattener(keyPlaces, { extras, repeatOrderFields: options.repeatOrderFields ?? false });
  let ordinal = 0;
  const give = (
    element: JsonElement,
    row: Pick<SourceRow, "cells" | "findings" | "known" | "carried" | "text">,
    site: number,
  ): void => {
    ordinal += 1;
    if (ordinal > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), element.line);
    const { list, order } = element.place;
    const { cells, findings, known, carried, text } = row;
    const pointer = { list, order, site };
    sink.row({ row: ordinal, line: element.line, pointer, cells, findings, known, carried, text });
  };
  const broken = (element: JsonElement, finding: Finding): void => {
    give(element, { cells: [], findings: [finding], known: 0, carried: 1, text: shownText(element.text) }, 0);
  };
  const take = (element: JsonElement): void => {
    let order: unknown;
    try {
      order = JSON.parse(element.text);
    } catch (error) {
      broken(element, { code: "json.syntax", detail: error instanceof Error ? positionOf(error.message) : "" });
      return;
    }
    const keys = keysWithin(order, FILE_LIMITS.jsonDepthMax);
    if (keys === undefined) {
      broken(element, { code: "json.depth", detail: String(FILE_LIMITS.jsonDepthMax) });
    } else if (!isRecord(order) || !looksLikeOrder(order, keyPlaces)) {
      // What a file begins with says what it is.
      if (isRecord(order) && ordinal === 0 && element.place.order === null) {
        throw new FileFault({ code: "json.shape" }, element.line);
      }
      broken(element, { code: "json.notAnOrder" });
    } else {
      const repeated = repeatedKey(element.text, keys);
      const rows = flattener.flatten(order);
      for (const extra of extras.names.slice(names.length - COLUMN_LIST.length)) {
        names.push(extra);
        places.push(CARRIED);
      }
      if (repeated !== undefined) rows[0]?.findings.push({ code: "json.duplicateKey", detail: repeated });
      rows.forEach((row, site) => {
        give(element, row, site);
      });
    }
    if (kind === "json" && element.place.order === null && Array.isArray(order))
      throw new FileFault({ code: "json.shape" });
  };
  const stopped = (fault: FileFault, left: JsonElement): void => {
    // json.shape: nothing of the file is an order.
    if (fault.finding.code !== "json.shape") sink.row(jsonRest(fault, ordinal, left));
  };
  return { take, stopped };
}

function looksLikeOrder(order: Readonly<Record<string, unknown>>, places: KeyPlaces): boolean {
  return Object.keys(order).some((key) => key === "sites" || places.of(key) !== undefined);
}

/** The parser's message without the text that it quotes. */
function positionOf(message: string): string {
  return /at position \d+/.exec(message)?.[0] ?? "it ends too early";
}
