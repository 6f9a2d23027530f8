// Prints a filled, valid example file: something to start from, and a load to test with.
import { TEMPLATE_FORMATS, template as templateText } from "../domain/rows/template.ts";
import type { CommandCall } from "./command-call.ts";
import { numberOption, textOption } from "./run-options.ts";
import { EXIT } from "./usage-error.ts";

const ROWS = 3;
/** Written in pieces of about this size, whatever the number of rows. */
const PIECE_CHARACTERS = 64 * 1024;

export function template({ values, terminal }: CommandCall): Promise<number> {
  const asked = textOption(values, "format");
  const format = TEMPLATE_FORMATS.find((known) => known === asked) ?? "csv";
  let piece = "";
  for (const text of templateText(format, numberOption(values, "rows") ?? ROWS)) {
    piece += text;
    if (piece.length < PIECE_CHARACTERS) continue;
    const lines = piece.split("\n");
    piece = lines.pop() ?? "";
    terminal.answer(...lines);
  }
  terminal.answer(...piece.replace(/\n$/, "").split("\n"));
  return Promise.resolve(EXIT.everyRowWentThrough);
}
