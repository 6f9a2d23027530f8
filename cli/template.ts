// Prints a filled, valid example file, or writes it: something to start from, and a load to test with. A workbook goes to a file or a
// pipe, never to a terminal.
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { TEMPLATE_FORMATS, template as templateText, templateRows } from "../domain/rows/template.ts";
import { WorkbookFile } from "../pipeline/results/workbook-file.ts";
import type { CommandCall } from "./command-call.ts";
import { counted } from "./counted.ts";
import { numberOption, textOption } from "./run-options.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, PROGRAM, UsageError } from "./usage-error.ts";

const ROWS = 3;
/** Written in pieces of about this size, whatever the number of rows. */
const PIECE_CHARACTERS = 64 * 1024;
const SHEET = "Orders";
const FORMATS = [...TEMPLATE_FORMATS, "xlsx"] as const;
type Format = (typeof FORMATS)[number];

export async function template({ operands, values, terminal }: CommandCall): Promise<number> {
  const [file] = operands;
  const format = formatOf(textOption(values, "format"), file);
  const rows = numberOption(values, "rows") ?? ROWS;
  if (file !== undefined) {
    await writeTo(file, format, rows);
    terminal.note(`Wrote ${file}: ${counted(rows, "row")}.`);
  } else if (format === "xlsx") {
    if (terminal.answerColumns !== undefined) {
      throw new UsageError(`a workbook is not text. Name a file: ${PROGRAM} template orders.xlsx`);
    }
    for await (const chunk of workbookBytes(rows)) await terminal.bytes(chunk);
  } else print(terminal, templateText(format, rows, { today: new Date() }));
  return EXIT.everyRowWentThrough;
}

function formatOf(asked: string | undefined, file: string | undefined): Format {
  if (asked !== undefined) return FORMATS.find((known) => known === asked) ?? "csv";
  const ending = file === undefined ? "csv" : path.extname(file).slice(1).toLowerCase();
  const format = FORMATS.find((known) => known === ending);
  if (format !== undefined) return format;
  throw new UsageError(`${String(file)} does not end in ${FORMATS.map((one) => `.${one}`).join(", ")}; say --format`);
}

function print(terminal: Terminal, text: Iterable<string>): void {
  let piece = "";
  for (const more of text) {
    piece += more;
    if (piece.length < PIECE_CHARACTERS) continue;
    const lines = piece.split("\n");
    piece = lines.pop() ?? "";
    terminal.copy(...lines);
  }
  terminal.copy(...piece.replace(/\n$/, "").split("\n"));
}

async function writeTo(file: string, format: Format, rows: number): Promise<void> {
  await using handle = await created(file);
  if (format === "xlsx") for await (const chunk of workbookBytes(rows)) await handle.writeFile(chunk);
  else for (const text of templateText(format, rows, { today: new Date() })) await handle.writeFile(text);
}

async function created(file: string): Promise<FileHandle> {
  try {
    return await open(file, "wx");
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    const why = isThere ? "it is there already" : error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} cannot be written: ${why}`);
  }
}

async function* workbookBytes(rows: number): AsyncIterable<Uint8Array> {
  using workbook = new WorkbookFile(SHEET);
  for (const cells of templateRows(rows, { today: new Date() })) workbook.append(cells);
  const archive = await workbook.finish();
  archive.flush();
  for await (const chunk of createReadStream(archive.path)) if (chunk instanceof Uint8Array) yield chunk;
}
