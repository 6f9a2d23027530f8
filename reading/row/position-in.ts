// Where an issue of a row stands, as an editor or a JSON Pointer shows it.
import type { Position } from "../../domain/rows/finding.ts";
import { valuePointer } from "./json-pointer.ts";
import type { SourceRow } from "./source-row.ts";

export function positionIn({ line, pointer }: SourceRow, column: string | undefined): Position {
  return { row: line, pointer: pointer === null ? null : valuePointer(pointer, column) };
}
