// The rows of one sheet, from its XML while it passes: a row with its number as Excel shows it, and its cells as texts. Cells that are not
// written are blank; blanks at a row's end are not given.
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { FileFault } from "../row/file-fault.ts";
import { tooManyRows } from "../row/source-row.ts";
import { type CellContext, cellText, isDay } from "./cell-text.ts";
import type { NumberFormat } from "./number-format.ts";
import { attribute, readXml } from "./xml-parts.ts";

/** Excel's own limit, column XFD. */
const COLUMNS_MAX = 16_384;

export interface SheetRow {
  /** From 1, as Excel shows it. */
  readonly row: number;
  readonly cells: readonly string[];
  /** Indexes of those that are days to Excel. */
  readonly days: readonly number[];
}

const NO_DAYS: readonly number[] = [];

export interface SheetFormat {
  readonly formats: readonly NumberFormat[];
  readonly context: CellContext;
}

const PLAIN: NumberFormat = { kind: "plain" };

export async function readSheet(
  bytes: AsyncIterable<Uint8Array>,
  format: SheetFormat,
  give: (row: SheetRow) => void,
): Promise<void> {
  const reader = new SheetReader(format, give);
  await readXml(bytes, reader);
}

/** Whether any of its cells has a value. */
export async function hasRows(bytes: AsyncIterable<Uint8Array>, format: SheetFormat): Promise<boolean> {
  let found = false;
  const reader = new SheetReader(format, () => (found = true));
  await readXml(bytes, reader, () => found);
  return found;
}

class SheetReader {
  readonly #format: SheetFormat;
  readonly #give: (row: SheetRow) => void;
  #row = 0;
  #column = -1;
  #cells: string[] = [];
  #days: number[] | undefined;
  #type = "";
  #style = 0;
  #value: string | undefined;
  #hasFormula = false;
  #within = "";
  #phonetic = 0;
  #rows = 0;

  constructor(format: SheetFormat, give: (row: SheetRow) => void) {
    this.#format = format;
    this.#give = give;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#within = name;
    if (name === "row") this.#openRow(attribute(attributes, "r"));
    else if (name === "c") this.#openCell(attributes);
    else if (name === "f") this.#hasFormula = true;
    else if (name === "v" || name === "is") this.#value = "";
    else if (name === "rPh") this.#phonetic += 1;
  }

  text(piece: string): void {
    if (this.#value === undefined || this.#phonetic > 0) return;
    // A cell longer than the limit is cut one character above it, so that the checks see that it is too long.
    if ((this.#within === "v" || this.#within === "t") && this.#value.length <= FILE_LIMITS.cellBytesMax) {
      this.#value += piece;
    }
  }

  close(name: string): void {
    this.#within = "";
    if (name === "rPh") this.#phonetic -= 1;
    else if (name === "c") this.#closeCell();
    else if (name === "row") this.#closeRow();
  }

  #openRow(number: string | undefined): void {
    const row = number === undefined ? this.#row + 1 : Number(number);
    if (!Number.isInteger(row) || row <= this.#row) throw new FileFault({ code: "file.workbookDamaged" });
    this.#row = row;
    this.#column = -1;
    this.#cells = [];
    this.#days = undefined;
  }

  #openCell(attributes: Readonly<Record<string, string>>): void {
    const reference = attribute(attributes, "r");
    this.#column = reference === undefined ? this.#column + 1 : columnOf(reference);
    if (this.#column < 0 || this.#column >= COLUMNS_MAX) throw new FileFault({ code: "file.workbookDamaged" });
    this.#type = attribute(attributes, "t") ?? "n";
    this.#style = Number(attribute(attributes, "s") ?? 0);
    this.#value = undefined;
    this.#hasFormula = false;
  }

  #closeCell(): void {
    const { formats, context } = this.#format;
    const raw = {
      ...{ type: this.#type, value: this.#value, hasFormula: this.#hasFormula },
      format: formats[this.#style] ?? PLAIN,
    };
    const text = cellText(raw, context);
    this.#value = undefined;
    if (text === "") return;
    while (this.#cells.length < this.#column) this.#cells.push("");
    this.#cells[this.#column] = text;
    if (isDay(raw)) (this.#days ??= []).push(this.#column);
  }

  #closeRow(): void {
    if (this.#cells.every((cell) => cell.trim() === "")) return;
    this.#rows += 1;
    // The header, and a row beyond the limit to tell of.
    if (this.#rows > FILE_LIMITS.rowsMax + 2) throw new FileFault(tooManyRows(), this.#row);
    this.#give({ row: this.#row, cells: this.#cells, days: this.#days ?? NO_DAYS });
  }
}

/** `AB12` is column 27, from 0; -1 where it is no cell's name. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const digit = letter.charCodeAt(0) - 64;
    if (digit < 1 || digit > 26) break;
    column = column * 26 + digit;
  }
  return column - 1;
}
