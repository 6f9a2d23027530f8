// A workbook while it is written: rows go to disk as they come, and the archive is made of them at the end, so that memory does not grow
// with the rows. yazl writes the archive.
import { once } from "node:events";
import { ZipFile } from "yazl";
import {
  rowXml,
  SHEET_BEGIN,
  sheetEnd,
  type SheetNote,
  workbookParts,
  type WrongCell,
} from "../../domain/results/workbook-xml.ts";
import { SpoolFile } from "../../reading/spool/spool-file.ts";

/** Notes live in a drawing that Excel holds in memory; beyond these a wrong cell is colored, and its reason stands in `_message`. */
const NOTES_MAX = 10_000;

export class WorkbookFile implements Disposable {
  readonly #sheet = new SpoolFile("sheet1.xml");
  readonly #archive = new SpoolFile("workbook.xlsx");
  readonly #sheetName: string;
  readonly #notes: SheetNote[] = [];
  #rows = 0;

  constructor(sheetName: string) {
    this.#sheetName = sheetName;
    this.#sheet.append(SHEET_BEGIN);
  }

  append(cells: readonly string[], wrong: readonly WrongCell[] = []): void {
    this.#rows += 1;
    this.#sheet.append(rowXml(this.#rows, cells, wrong));
    for (const one of wrong) if (this.#notes.length < NOTES_MAX) this.#notes.push({ row: this.#rows, ...one });
  }

  /** The archive, whole and on disk. */
  async finish(): Promise<SpoolFile> {
    this.#sheet.append(sheetEnd(this.#notes.length > 0));
    this.#sheet.flush();
    const zip = new ZipFile();
    for (const [name, text] of Object.entries(workbookParts(this.#sheetName, this.#notes))) {
      zip.addBuffer(Buffer.from(text), name);
    }
    zip.addFile(this.#sheet.path, "xl/worksheets/sheet1.xml");
    const failed = once(zip, "error").then(([error]) =>
      Promise.reject(error instanceof Error ? error : new Error("workbook.zip")),
    );
    zip.end();
    await Promise.race([this.#write(zip.outputStream), failed]);
    return this.#archive;
  }

  async #write(stream: AsyncIterable<string | Uint8Array>): Promise<void> {
    for await (const chunk of stream) this.#archive.appendBytes(Buffer.from(chunk));
  }

  [Symbol.dispose](): void {
    this.#sheet[Symbol.dispose]();
    this.#archive[Symbol.dispose]();
  }
}
