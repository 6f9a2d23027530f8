// From any bytes to UTF-8, by content: gzip or not, and which encoding (docs/bulk-file.md §3). Limits on bytes and on the gzip
// ratio are kept while the bytes pass. Every decision is deterministic and ends up in the receipt.
import { isAscii, isUtf8 } from "node:buffer";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { FILE_LIMITS } from "../contracts/limits.ts";
import type { DetectedFormat } from "../contracts/receipt.ts";
import type { Finding } from "../domain/rows/finding.ts";
import { bytesBeforeMarks, withoutEndMarks } from "./end-marks.ts";
import { faultOfForeign, foreignFormat } from "./foreign-format.ts";
import { FileFault } from "./row/file-fault.ts";
import { NPM_SKIPPED, npmBytesOf, withoutFirst } from "./npm-lines.ts";

type Encoding = NonNullable<DetectedFormat["encoding"]>;

export interface OpenedText {
  /** An Excel workbook, which is not text: there are no chunks then. */
  readonly workbook?: { readonly bytes: AsyncIterable<Uint8Array>; readonly findings: readonly Finding[] };
  readonly gzip: boolean;
  /** UTF-8 without a byte order mark. A damaged file may hold bytes that are not UTF-8: the decoder makes U+FFFD of them. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Known once the first chunk was read; `utf-8` may still turn out to be `windows-1252`. */
  encoding(): Encoding | null;
}

/** A file of some hundred rows is not read to its end before its first issue is told. */
const HEAD_BYTES = 16 * 1024;
/** The default of 16 KB costs a fifth more time (docs/performance.md, "Intake"). */
const GUNZIP_CHUNK_BYTES = 65_536;
/** The ratio is judged from here: small files may well be uniform. */
const RATIO_FROM_BYTES = 1024 * 1024;
/** Share of control characters above which bytes are no text. */
const CONTROL_SHARE_MAX = 0.05;

const NO_CHUNKS: AsyncIterable<Uint8Array> = (async function* () {
  // A workbook has no text.
})();

export async function openText(bytes: AsyncIterable<Uint8Array>): Promise<OpenedText> {
  const limited = withHead(limitBytes(bytes));
  const head = await limited.head();
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  const plain = gzip ? withHead(gunzip(limited.all())) : limited;
  const plainHead = gzip ? await plain.head() : head;
  if (plainHead.length === 0) throw new FileFault({ code: "file.empty" });
  const npmBytes = npmBytesOf(plainHead);
  const foreign = foreignFormat(plainHead.subarray(npmBytes));
  if (foreign?.name === "xlsx") {
    const workbook = { bytes: withoutFirst(npmBytes, plain.all()), findings: npmBytes === 0 ? [] : [NPM_SKIPPED] };
    return { gzip, workbook, chunks: NO_CHUNKS, encoding: () => null };
  }
  if (foreign !== undefined) throw await faultOfForeign(foreign, plain.all());
  const decoder = decoderFor(plainHead);
  return { gzip, chunks: withoutEndMarks(decode(plain.all(), decoder)), encoding: () => decoder.encoding };
}

async function* limitBytes(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > FILE_LIMITS.fileBytesMax) throw new FileFault({ code: "file.tooLarge", detail: "2 GB" });
    if (chunk.length > 0) yield chunk;
  }
}

async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const inflated = createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES });
  const source = Readable.from(bytes);
  source.on("error", (error) => inflated.destroy(error));
  source.pipe(inflated);
  let total = 0;
  try {
    for await (const chunk of inflated) {
      if (!(chunk instanceof Uint8Array)) continue;
      total += chunk.length;
      if (total > FILE_LIMITS.fileBytesMax) throw new FileFault({ code: "file.tooLarge", detail: "2 GB unpacked" });
      if (total > RATIO_FROM_BYTES && total > inflated.bytesWritten * FILE_LIMITS.gzipRatioMax) {
        throw new FileFault({ code: "file.gzipRatio", detail: String(FILE_LIMITS.gzipRatioMax) });
      }
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && /^Z_/.test(String(error.code))) {
      throw new FileFault({ code: "file.gzipBroken" }, null, { cause: error });
    }
    throw error;
  } finally {
    source.destroy();
    inflated.destroy();
  }
}

/** Lets the first bytes be looked at before all of them are read. */
function withHead(bytes: AsyncIterable<Uint8Array>): { head(): Promise<Buffer>; all(): AsyncIterable<Uint8Array> } {
  const iterator = bytes[Symbol.asyncIterator]();
  const early: Uint8Array[] = [];
  return {
    async head() {
      let size = 0;
      while (size < HEAD_BYTES) {
        const next = await iterator.next();
        if (next.done === true) break;
        early.push(next.value);
        size += next.value.length;
      }
      return Buffer.concat(early);
    },
    async *all() {
      try {
        yield* early;
        early.length = 0;
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
      } finally {
        await iterator.return?.();
      }
    },
  };
}

interface Decoder {
  encoding: Encoding;
  write(chunk: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

function decoderFor(head: Buffer): Decoder {
  if (head[0] === 0xff && head[1] === 0xfe) return fixedDecoder("utf-16le");
  if (head[0] === 0xfe && head[1] === 0xff) return fixedDecoder("utf-16be");
  const utf16 = utf16WithoutMark(head);
  if (utf16 !== undefined) return fixedDecoder(utf16);
  if (controlShare(head) > CONTROL_SHARE_MAX) throw new FileFault({ code: "file.notText" });
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return new Utf8WithMark();
  return new Utf8OrWindows1252();
}

function fixedDecoder(encoding: "utf-16le" | "utf-16be" | "windows-1252"): Decoder {
  const decoder = new TextDecoder(encoding);
  const known = encoding === "windows-1252" ? withoutUnassigned : (text: string): string => text;
  return {
    encoding,
    write: (chunk) => Buffer.from(known(decoder.decode(chunk, { stream: true }))),
    end: () => Buffer.from(known(decoder.decode())),
  };
}

/** Five bytes are no characters of Windows-1252, though decoders pass them on as controls: an error of their cell. */
const withoutUnassigned = (text: string): string => text.replaceAll(/[\u0081\u008D\u008F\u0090\u009D]/g, "\uFFFD");

const MARK_BYTES = 3;
const NOTHING = new Uint8Array();

/** The bytes are what they should be, but for the mark. */
class Utf8WithMark implements Decoder {
  readonly encoding = "utf-8-bom";
  #marked = MARK_BYTES;

  write(chunk: Uint8Array): Uint8Array {
    if (this.#marked === 0) return chunk;
    const rest = chunk.subarray(this.#marked);
    this.#marked -= chunk.length - rest.length;
    return rest;
  }

  end(): Uint8Array {
    return NOTHING;
  }
}

/** ASCII text in UTF-16 has a NUL in every other byte. */
function utf16WithoutMark(head: Buffer): "utf-16le" | "utf-16be" | undefined {
  const nuls = [0, 0];
  for (let at = head.indexOf(0); at !== -1; at = head.indexOf(0, at + 1)) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  const half = head.length / 2;
  if (odd > half * 0.6 && even < half * 0.1) return "utf-16le";
  return even > half * 0.6 && odd < half * 0.1 ? "utf-16be" : undefined;
}

function controlShare(head: Buffer): number {
  const text = bytesBeforeMarks(head);
  let controls = 0;
  for (const byte of text) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) controls += 1;
  return controls / Math.max(text.length, 1);
}

/**
 * UTF-8 until its first bytes beyond ASCII say otherwise: where most of them are no UTF-8, the file is Windows-1252. A
 * damaged byte in a file that is UTF-8 elsewhere becomes U+FFFD and an error of its cell.
 */
class Utf8OrWindows1252 implements Decoder {
  encoding: Encoding = "utf-8";
  #decided: Decoder | "asItIs" | undefined;
  /** The begin of a first character beyond ASCII: too little to judge by. */
  #held: Uint8Array = NOTHING;

  write(chunk: Uint8Array): Uint8Array {
    if (this.#decided === "asItIs") return chunk;
    if (this.#decided !== undefined) return this.#decided.write(chunk);
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const whole = wholeCharacters(bytes);
    if (!isAscii(whole)) return this.#decide(bytes, whole);
    this.#held = bytes.subarray(whole.length);
    return whole;
  }

  end(): Uint8Array {
    const held = this.#held;
    // A character that the file's end has cut is none of UTF-8.
    return held.length > 0 ? this.#decide(held, NOTHING) : NOTHING;
  }

  #decide(bytes: Uint8Array, whole: Uint8Array): Uint8Array {
    this.#held = NOTHING;
    if (isUtf8(whole) ? !isAscii(whole) : !isMostlyInvalid(whole)) {
      this.#decided = "asItIs";
      return bytes;
    }
    this.encoding = "windows-1252";
    this.#decided = fixedDecoder(this.encoding);
    return this.#decided.write(bytes);
  }
}

/** Without a character that the chunk's end has cut. */
function wholeCharacters(chunk: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= chunk.length; back += 1) {
    const byte = chunk[chunk.length - back] ?? 0;
    if (byte >= 0xc0) return chunk.subarray(0, chunk.length - back);
    if (byte < 0x80) break;
  }
  return chunk;
}

function isMostlyInvalid(whole: Uint8Array): boolean {
  const text = new TextDecoder("utf-8").decode(whole);
  const invalid = text.match(/\uFFFD/g)?.length ?? 0;
  const valid = text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  return invalid > valid;
}

async function* decode(bytes: AsyncIterable<Uint8Array>, decoder: Decoder): AsyncIterable<Uint8Array> {
  for await (const chunk of bytes) {
    const text = decoder.write(chunk);
    if (text.length > 0) yield text;
  }
  const rest = decoder.end();
  if (rest.length > 0) yield rest;
}
