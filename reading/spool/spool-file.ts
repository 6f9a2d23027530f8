// A local file to put rows aside until their order is known, read back by range: memory does not grow with the input.
// Synchronous on purpose: a spool is written from within the parser and never waits for anything else.
import { closeSync, readSync, rmSync, writeSync } from "node:fs";
import type { PartSource } from "../../adapters/aws/part-upload.ts";
import { openTemporary, temporaryPath } from "../../adapters/runtime/temporary-path.ts";

const BUFFER_BYTES = 1024 * 1024;
/** Most files are small: the buffer grows when it is full for the first time. */
const FIRST_BUFFER_BYTES = 32 * 1024;
const WINDOW_BYTES = 256 * 1024;

export class SpoolFile implements Disposable {
  readonly path: string;
  readonly #descriptor: number;
  #buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
  /** One buffer for all that is read: a new one each time would be memory that the collector is slow to give back. */
  #window: Buffer = Buffer.alloc(0);
  #windowFrom = 0;
  #windowBytes = 0;
  /** Where the last reading ended. */
  #readTo = 0;
  #buffered = 0;
  #flushed = 0;
  /** Told when there is more on the disk. */
  onFlushed: (() => void) | undefined;

  constructor(name: string) {
    this.path = temporaryPath(name);
    this.#descriptor = openTemporary(this.path);
  }

  get bytes(): number {
    return this.#flushed + this.#buffered;
  }

  /** What is on the disk, for an upload that runs beside the writing. */
  source(): PartSource {
    const flushed = (): number => this.#flushed;
    return {
      get size() {
        return flushed();
      },
      read: (buffer, from) => Promise.resolve(readSync(this.#descriptor, buffer, 0, buffer.length, from)),
    };
  }

  /** Returns the number of bytes that were added. */
  append(text: string): number {
    // Three bytes a UTF-16 unit at most: no need to measure first.
    if (text.length * 3 > BUFFER_BYTES) return this.#appendLarge(text);
    if (this.#buffered + text.length * 3 > this.#buffer.length) this.#makeRoom();
    const written = this.#buffer.write(text, this.#buffered);
    this.#buffered += written;
    return written;
  }

  #makeRoom(): void {
    this.flush();
    if (this.#buffer.length < BUFFER_BYTES) this.#buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  }

  #appendLarge(text: string): number {
    const bytes = Buffer.from(text);
    this.appendBytes(bytes);
    return bytes.length;
  }

  appendBytes(bytes: Uint8Array): void {
    this.flush();
    this.#write(bytes);
  }

  /** A write may take less than it is given, where a disk is nearly full. */
  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const written = writeSync(this.#descriptor, bytes, at, bytes.length - at, this.#flushed);
      this.#flushed += written;
      at += written;
    }
    this.onFlushed?.();
  }

  copyTo(other: SpoolFile): void {
    this.eachPiece((piece) => {
      other.appendBytes(piece);
    });
  }

  /** All of its bytes, in pieces that the next one overwrites. */
  eachPiece(take: (piece: Uint8Array) => void): void {
    this.flush();
    const piece = Buffer.allocUnsafe(WINDOW_BYTES);
    for (let from = 0; from < this.#flushed; from += piece.length) {
      take(piece.subarray(0, readSync(this.#descriptor, piece, 0, piece.length, from)));
    }
  }

  flush(): void {
    if (this.#buffered === 0) return;
    this.#write(this.#buffer.subarray(0, this.#buffered));
    this.#buffered = 0;
  }

  read(from: number, bytes: number): string {
    if (from + bytes > this.#flushed) this.flush();
    const start = from - this.#windowFrom;
    if (start < 0 || start + bytes > this.#windowBytes) return this.#readOn(from, bytes);
    this.#readTo = from + bytes;
    return this.#window.toString("utf8", start, start + bytes);
  }

  /** Who reads on where the last reading ended will go on doing so: the next bytes are read along. */
  #readOn(from: number, bytes: number): string {
    const ahead = from === this.#readTo ? Math.max(bytes, WINDOW_BYTES) : bytes;
    if (ahead > this.#window.length) this.#window = Buffer.allocUnsafe(Math.max(ahead, WINDOW_BYTES));
    this.#windowBytes = readSync(this.#descriptor, this.#window, 0, Math.min(ahead, this.#flushed - from), from);
    this.#windowFrom = from;
    this.#readTo = from + bytes;
    return this.#window.toString("utf8", 0, bytes);
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
    rmSync(this.path, { force: true });
  }
}
