// The parts of a workbook's ZIP archive, read one at a time. Limits hold while bytes pass, whatever the archive says about itself: how
// much a part may unpack to, and by how much it may grow.
import { closeSync, rmSync, writeSync } from "node:fs";
import { type Entry, fromFd, type ZipFile } from "yauzl";
import type { Finding } from "../../domain/rows/finding.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { openTemporary, temporaryPath } from "../../adapters/runtime/temporary-path.ts";
import { FileFault } from "../row/file-fault.ts";

/** A workbook of our limits has some tens of parts. */
const PARTS_MAX = 10_000;
/** The ratio is judged from here: a small sheet may well be uniform. */
const RATIO_FROM_BYTES = 1024 * 1024;

const damaged = (cause: unknown): FileFault => {
  // yauzl's words where the table of contents, which stands at the end, is missing.
  const isCutOff = cause instanceof Error && /end of central directory/i.test(cause.message);
  const finding: Finding = isCutOff
    ? { code: "file.cutOff", detail: "an Excel workbook (.xlsx)" }
    : { code: "file.workbookDamaged" };
  return new FileFault(finding, null, { cause });
};

export class ZipParts implements AsyncDisposable {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #path: string;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, path: string) {
    this.#zip = zip;
    this.#entries = entries;
    this.#path = path;
  }

  /** An archive's table of contents is at its end: the bytes are put aside first. */
  static async open(bytes: AsyncIterable<Uint8Array>): Promise<ZipParts> {
    const path = temporaryPath("workbook");
    const descriptor = openTemporary(path);
    try {
      await putAside(bytes, descriptor);
      // From here on the archive owns the descriptor.
      const [zip, entries] = await contents(descriptor);
      return new ZipParts(zip, entries, path);
    } catch (error) {
      closeSync(descriptor);
      rmSync(path, { force: true });
      throw error instanceof FileFault ? error : damaged(error);
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  /** Throws FileFault for a part that is not there, is damaged, or unpacks to too much. */
  async *read(name: string): AsyncIterable<Uint8Array> {
    const entry = this.#entries.get(name.toLowerCase());
    if (entry === undefined) throw damaged(new Error("a part is missing"));
    if (entry.isEncrypted()) throw new FileFault({ code: "file.workbookEncrypted" });
    let total = 0;
    try {
      for await (const chunk of await this.#stream(entry)) {
        if (!(chunk instanceof Uint8Array)) continue;
        total += chunk.length;
        if (total > FILE_LIMITS.fileBytesMax) throw new FileFault({ code: "file.tooLarge", detail: "2 GB unpacked" });
        if (total > RATIO_FROM_BYTES && total > entry.compressedSize * FILE_LIMITS.gzipRatioMax) {
          throw new FileFault({ code: "file.gzipRatio", detail: String(FILE_LIMITS.gzipRatioMax) });
        }
        yield chunk;
      }
    } catch (error) {
      throw error instanceof FileFault ? error : damaged(error);
    }
  }

  #stream(entry: Entry): Promise<NodeJS.ReadableStream> {
    return new Promise((resolve, reject) => {
      this.#zip.openReadStream(entry, (error, stream) => {
        if (error === null) resolve(stream);
        else reject(error);
      });
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => {
      this.#zip.once("close", () => {
        rmSync(this.#path, { force: true });
        resolve();
      });
      this.#zip.close();
    });
  }
}

async function putAside(bytes: AsyncIterable<Uint8Array>, descriptor: number): Promise<void> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > FILE_LIMITS.fileBytesMax) throw new FileFault({ code: "file.tooLarge", detail: "2 GB" });
    for (let at = 0; at < chunk.length;) at += writeSync(descriptor, chunk, at);
  }
}

function contents(descriptor: number): Promise<readonly [ZipFile, ReadonlyMap<string, Entry>]> {
  return new Promise((resolve, reject) => {
    fromFd(descriptor, { autoClose: false, lazyEntries: true, validateEntrySizes: true }, (error, zip) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const entries = new Map<string, Entry>();
      zip.on("error", reject);
      zip.on("end", () => {
        resolve([zip, entries]);
      });
      zip.on("entry", (entry: Entry) => {
        entries.set(entry.fileName.toLowerCase(), entry);
        if (entries.size > PARTS_MAX) reject(damaged(new Error("too many parts")));
        else zip.readEntry();
      });
      zip.readEntry();
    });
  });
}
