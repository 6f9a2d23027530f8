// The XML of an Excel workbook with one sheet: every cell is text, so that Excel changes no zero, digit or date; cells that are wrong
// are colored and carry a note. Pure text; the archive around it is pipeline/results/workbook-file.ts. Names and attributes: ECMA-376
// Part 1 §18 (spreadsheet), Part 4 §19 (the drawing that a note needs).
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** Excel's limit for the text of a cell. */
const CELL_CHARACTERS_MAX = 32_767;

/** Indexes into `cellXfs` of STYLES_XML. */
const STYLE = { text: 1, header: 2, wrong: 3 } as const;

export interface WrongCell {
  /** From 0. */
  readonly column: number;
  readonly note: string;
}

export interface SheetNote extends WrongCell {
  /** From 1. */
  readonly row: number;
}

/** One row of the sheet; `row` from 1. The first row is the header. */
export function rowXml(row: number, cells: readonly string[], wrong: readonly WrongCell[] = []): string {
  const written = cells.map((cell, column) => {
    const isWrong = wrong.some((one) => one.column === column);
    const style = row === 1 ? STYLE.header : isWrong ? STYLE.wrong : STYLE.text;
    const reference = `r="${columnName(column)}${String(row)}" s="${String(style)}"`;
    return cell === ""
      ? isWrong
        ? `<c ${reference}/>`
        : ""
      : `<c ${reference} t="inlineStr"><is><t xml:space="preserve">${xmlText(cell.slice(0, CELL_CHARACTERS_MAX))}</t></is></c>`;
  });
  return `<row r="${String(row)}">${written.join("")}</row>`;
}

/** Around the rows: text format on every column, also below the last row, and a header that stays in sight. */
export const SHEET_BEGIN = `${HEAD}<worksheet xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="16384" width="18" style="${String(STYLE.text)}" customWidth="1"/></cols><sheetData>`;
export const sheetEnd = (hasNotes: boolean): string =>
  `</sheetData>${hasNotes ? '<legacyDrawing r:id="rId1"/>' : ""}</worksheet>`;

/** Every part of the archive but the sheet itself, by its name. */
export function workbookParts(sheetName: string, notes: readonly SheetNote[]): Readonly<Record<string, string>> {
  const parts: Record<string, string> = {
    "[Content_Types].xml": contentTypes(notes.length > 0),
    "_rels/.rels": relations([["rId1", `${OFFICE}/officeDocument`, "xl/workbook.xml"]]),
    "xl/workbook.xml": `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${xmlText(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations([
      ["rId1", `${OFFICE}/worksheet`, "worksheets/sheet1.xml"],
      ["rId2", `${OFFICE}/styles`, "styles.xml"],
    ]),
    "xl/styles.xml": STYLES_XML,
  };
  if (notes.length === 0) return parts;
  return {
    ...parts,
    "xl/worksheets/_rels/sheet1.xml.rels": relations([
      ["rId1", `${OFFICE}/vmlDrawing`, "../drawings/vmlDrawing1.vml"],
      ["rId2", `${OFFICE}/comments`, "../comments1.xml"],
    ]),
    "xl/comments1.xml": commentsXml(notes),
    "xl/drawings/vmlDrawing1.vml": drawingXml(notes),
  };
}

/** `_xHHHH_` is how a workbook writes what XML cannot hold; a text that looks so is escaped itself. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replaceAll(
      /[\u0000-\u0008\u000B\u000C\u000D\u000E-\u001F\uFFFE\uFFFF]/g,
      (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
    )
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** 0 is A, 26 is AA. */
export function columnName(column: number): string {
  let name = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

const relations = (all: readonly (readonly [id: string, type: string, target: string])[]): string =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all.map(([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`).join("")}</Relationships>`;

function contentTypes(hasNotes: boolean): string {
  const notes = hasNotes
    ? `<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/><Override PartName="/xl/comments1.xml" ContentType="${TYPES}.comments+xml"/>`
    : "";
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/>${notes}</Types>`;
}

/** Format 49 is Excel's own "Text". Red on a light ground, and dark text: readable without color, too. */
const STYLES_XML = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="3"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><sz val="11"/><color rgb="FF9C0006"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf xfId="0"/><xf numFmtId="49" applyNumberFormat="1" xfId="0"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1" xfId="0"/><xf numFmtId="49" fontId="2" fillId="2" applyNumberFormat="1" applyFont="1" applyFill="1" xfId="0"/></cellXfs></styleSheet>`;

const commentsXml = (notes: readonly SheetNote[]): string =>
  `${HEAD}<comments xmlns="${MAIN}"><authors><author>apex-bulk</author></authors><commentList>${notes
    .map(
      ({ row, column, note }) =>
        `<comment ref="${columnName(column)}${String(row)}" authorId="0"><text><r><t xml:space="preserve">${xmlText(note)}</t></r></text></comment>`,
    )
    .join("")}</commentList></comments>`;

const drawingXml = (notes: readonly SheetNote[]): string =>
  `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>${notes
    .map(
      ({ row, column }, n) =>
        `<v:shape id="n${String(n)}" type="#_x0000_t202" style="position:absolute;width:220pt;height:80pt;visibility:hidden" fillcolor="#ffffe1"><v:textbox/><x:ClientData ObjectType="Note"><x:Row>${String(row - 1)}</x:Row><x:Column>${String(column)}</x:Column></x:ClientData></v:shape>`,
    )
    .join("")}</xml>`;
