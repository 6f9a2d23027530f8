// The texts that cells of a workbook share, put aside on disk: a file of a million rows may have as many of them, and memory does not
// grow with the file. The last ones are kept, for rows repeat each other.
import { NumberList } from "../spool/number-list.ts";
import { SpoolFile } from "../spool/spool-file.ts";

const KEPT = 4096;

export class WorkbookStrings implements Disposable {
  readonly #spool = new SpoolFile("shared-strings");
  readonly #ends = new NumberList("float64");
  readonly #kept = new Map<number, string>();

  append(text: string): void {
    this.#spool.append(text);
    this.#ends.push(this.#spool.bytes);
  }

  /** "" where the workbook names a text that it does not have. */
  at(index: number): string {
    const kept = this.#kept.get(index);
    if (kept !== undefined) return kept;
    if (!Number.isInteger(index) || index < 0 || index >= this.#ends.length) return "";
    const from = index === 0 ? 0 : this.#ends.at(index - 1);
    const text = this.#spool.read(from, this.#ends.at(index) - from);
    if (this.#kept.size >= KEPT) this.#kept.clear();
    this.#kept.set(index, text);
    return text;
  }

  [Symbol.dispose](): void {
    this.#spool[Symbol.dispose]();
  }
}
