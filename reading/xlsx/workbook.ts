// A workbook as sheets of rows. Read part by part: names and relations first, then formats and shared texts, then one sheet row by row.
// Hidden rows and columns are read like all others; a formula gives the value that was calculated last.
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { FileFault } from "../row/file-fault.ts";
import { type CellContext, unescapedText } from "./cell-text.ts";
import { type NumberFormat, numberFormat } from "./number-format.ts";
import { WorkbookStrings } from "./workbook-strings.ts";
import { hasRows, readSheet, type SheetFormat, type SheetRow } from "./read-sheet.ts";
import { attribute, readXml } from "./xml-parts.ts";
import { ZipParts } from "./zip-parts.ts";

interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly part: string;
}

export interface WorkbookSink {
  /** The sheet that is read. */
  begin?(name: string): void;
  /** Before the rows, where no sheet was asked for: names of others that a person sees and that have rows. */
  left?(names: readonly string[]): void;
  row(row: SheetRow): void;
}

/**
 * Gives every row of one sheet that has a value, from the top: the first that is not hidden, or `wanted` by name (case ignored). Throws
 * FileFault: `file.sheetUnknown` with the names there are, `file.workbookDamaged`, `file.workbookEncrypted`, and the limits.
 */
export async function readWorkbook(
  bytes: AsyncIterable<Uint8Array>,
  wanted: string | undefined,
  sink: WorkbookSink,
): Promise<void> {
  await using parts = await ZipParts.open(bytes);
  const { sheets, dateSystem } = await sheetsOf(parts);
  const sheet = chosen(sheets, wanted);
  using strings = new WorkbookStrings();
  await readSharedStrings(parts, strings);
  const formats = await readFormats(parts);
  const context: CellContext = { sharedString: (index) => strings.at(index), dateSystem };
  const format = { formats, context };
  sink.begin?.(sheet.name);
  if (sink.left !== undefined && wanted === undefined) {
    const others = sheets.filter((other) => other !== sheet && !other.hidden);
    sink.left(await withRows(parts, others, format));
  }
  await readSheet(parts.read(sheet.part), format, (row) => {
    sink.row(row);
  });
}

async function withRows(parts: ZipParts, sheets: readonly Sheet[], format: SheetFormat): Promise<string[]> {
  const names: string[] = [];
  for (const { name, part } of sheets) {
    // One that cannot be read may hold anything.
    const isFilled = await hasRows(parts.read(part), format).catch((error: unknown) => {
      if (error instanceof FileFault) return true;
      throw error;
    });
    if (isFilled) names.push(name);
  }
  return names;
}

/** Names of the sheets that a person sees. Throws FileFault as `readWorkbook` does. */
export async function visibleSheets(bytes: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  await using parts = await ZipParts.open(bytes);
  const { sheets } = await sheetsOf(parts);
  return sheets.filter(({ hidden }) => !hidden).map(({ name }) => name);
}

function chosen(sheets: readonly Sheet[], wanted: string | undefined): Sheet {
  const same = (name: string): boolean => name.trim().toLowerCase() === wanted?.trim().toLowerCase();
  const sheet =
    wanted === undefined ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0]) : sheets.find(({ name }) => same(name));
  if (sheet !== undefined) return sheet;
  if (wanted === undefined) throw new FileFault({ code: "file.workbookDamaged" });
  throw new FileFault({
    code: "file.sheetUnknown",
    detail: sheets
      .map(({ name }) => name)
      .join(", ")
      .slice(0, 200),
  });
}

async function sheetsOf(parts: ZipParts): Promise<{ sheets: readonly Sheet[]; dateSystem: CellContext["dateSystem"] }> {
  const book = await target(parts, "_rels/.rels", "", /\/officeDocument$/);
  const folder = book.slice(0, book.lastIndexOf("/") + 1);
  const relations = await relationsOf(parts, `${folder}_rels/${book.slice(folder.length)}.rels`);
  const sheets: Sheet[] = [];
  let dateSystem: CellContext["dateSystem"] = 1900;
  await readXml(parts.read(book), {
    open: (name, attributes) => {
      const on = attribute(attributes, "date1904");
      if (name === "workbookPr" && (on === "1" || on === "true")) dateSystem = 1904;
      if (name !== "sheet") return;
      const part = relations.get(attributes["r:id"] ?? attribute(attributes, "id") ?? "");
      const hidden = (attribute(attributes, "state") ?? "visible") !== "visible";
      if (part !== undefined && /\/worksheet$/.test(part.type)) {
        sheets.push({ name: attribute(attributes, "name") ?? "", hidden, part: resolved(folder, part.target) });
      }
    },
  });
  return { sheets, dateSystem };
}

async function target(parts: ZipParts, rels: string, folder: string, type: RegExp): Promise<string> {
  for (const relation of (await relationsOf(parts, rels)).values()) {
    if (type.test(relation.type)) return resolved(folder, relation.target);
  }
  throw new FileFault({ code: "file.workbookDamaged" });
}

async function relationsOf(
  parts: ZipParts,
  rels: string,
): Promise<Map<string, { readonly type: string; readonly target: string }>> {
  const relations = new Map<string, { readonly type: string; readonly target: string }>();
  await readXml(parts.read(rels), {
    open: (name, attributes) => {
      if (name !== "Relationship") return;
      const [id, type, to] = ["Id", "Type", "Target"].map((key) => attribute(attributes, key) ?? "");
      relations.set(id ?? "", { type: type ?? "", target: to ?? "" });
    },
  });
  return relations;
}

/** Targets are relative to the part that names them, or absolute within the archive. */
function resolved(folder: string, to: string): string {
  if (to.startsWith("/")) return to.slice(1);
  const steps = folder.split("/").filter((step) => step !== "");
  for (const step of to.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== ".") steps.push(step);
  }
  return steps.join("/");
}

async function readSharedStrings(parts: ZipParts, strings: WorkbookStrings): Promise<void> {
  const part = "xl/sharedStrings.xml";
  if (!parts.has(part)) return;
  let text = "";
  let within = "";
  let phonetic = 0;
  await readXml(parts.read(part), {
    open: (name) => {
      if (name === "si") text = "";
      else if (name === "rPh") phonetic += 1;
      within = name;
    },
    text: (piece) => {
      // Readings of Japanese names stand beside the text and are not it.
      if (within === "t" && phonetic === 0 && text.length <= FILE_LIMITS.cellBytesMax) text += piece;
    },
    close: (name) => {
      within = "";
      if (name === "rPh") phonetic -= 1;
      if (name === "si") strings.append(unescapedText(text));
    },
  });
}

async function readFormats(parts: ZipParts): Promise<readonly NumberFormat[]> {
  const part = "xl/styles.xml";
  if (!parts.has(part)) return [];
  const codes = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let inCells = false;
  await readXml(parts.read(part), {
    open: (name, attributes) => {
      const id = Number(attribute(attributes, "numFmtId") ?? 0);
      if (name === "numFmt") codes.set(id, attribute(attributes, "formatCode") ?? "");
      else if (name === "cellXfs") inCells = true;
      else if (name === "xf" && inCells) formats.push(numberFormat(id, codes.get(id)));
    },
    close: (name) => {
      if (name === "cellXfs") inCells = false;
    },
  });
  return formats;
}
