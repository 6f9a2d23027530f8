// Orders of a JSON list or of NDJSON lines as rows of the file, a row a site. An element that is no order is one row that
// says so; a file that begins with something else is refused whole.
import { COLUMN_LIST } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { ExtraNames, KeyPlaces, flattenOrder, isRecord } from "../../domain/bulk/flatten-order.ts";
import type { Finding } from "../../domain/bulk/issue-codes.ts";
import { CARRIED, knownPlaces } from "../../domain/bulk/read-header.ts";
import { shownText } from "../../domain/bulk/unread-rows.ts";
import { repeatedKey } from "../../domain/bulk/repeated-key.ts";
import { FileFault } from "./file-fault.ts";
import type { JsonElement } from "./json-scanner.ts";
import { jsonRest } from "./unread-rows.ts";
import { type ReadOptions, type RowSink, type SourceRow, tooManyRows } from "./source-row.ts";

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
  const flatten = {
    places: new KeyPlaces(knownPlaces(options.profile)),
    extras,
    repeatOrderFields: options.repeatOrderFields ?? false,
  };
  let ordinal = 0;
  const give = (
    element: JsonElement,
    row: Pick<SourceRow, "cells" | "findings" | "known" | "carried" | "text">,
    site: number,
  ): void => {
    ordinal += 1;
    if (ordinal > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), element.line);
    const pointer = { ...element.place, site };
    sink.row({ ...row, row: ordinal, line: element.line, pointer });
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
    if (isDeeperThan(order, FILE_LIMITS.jsonDepthMax)) {
      broken(element, { code: "json.depth", detail: String(FILE_LIMITS.jsonDepthMax) });
    } else if (!isRecord(order) || !looksLikeOrder(order, flatten.places)) {
      // What a file begins with says what it is.
      if (isRecord(order) && ordinal === 0 && element.place.order === null) {
        throw new FileFault({ code: "json.shape" }, element.line);
      }
      broken(element, { code: "json.notAnOrder" });
    } else {
      const repeated = repeatedKey(element.text, order);
      const rows = flattenOrder(order, flatten);
      for (const extra of extras.names.slice(names.length - COLUMN_LIST.length)) {
        names.push(extra);
        places.push(CARRIED);
      }
      rows.forEach((row, site) => {
        const findings: Finding[] =
          repeated === undefined ? row.findings : [...row.findings, { code: "json.duplicateKey", detail: repeated }];
        give(element, { ...row, findings: site === 0 ? findings : row.findings }, site);
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

/** Ends at the limit, however deep the value is. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const member of Object.values(value)) if (isDeeperThan(member, levels - 1)) return true;
  return false;
}

function looksLikeOrder(order: Readonly<Record<string, unknown>>, places: KeyPlaces): boolean {
  return Object.keys(order).some((key) => key === "sites" || places.of(key) !== undefined);
}

/** The parser's message without the text that it quotes. */
function positionOf(message: string): string {
  return /at position \d+/.exec(message)?.[0] ?? "it ends too early";
}
