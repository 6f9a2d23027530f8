// Decodes `aws-chunked`, the framing in which the SDK streams a body whose checksum follows as a trailer:
// `hex-size[;extension]\r\n bytes \r\n … 0\r\n name:value\r\n \r\n`.
import { ServiceError } from "../service-error.ts";

export interface ChunkedBody {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Filled once `bytes` has ended. */
  readonly trailers: Map<string, string>;
}

export function decodeAwsChunked(source: AsyncIterable<Uint8Array>): ChunkedBody {
  const trailers = new Map<string, string>();
  return { bytes: decode(source, trailers), trailers };
}

async function* decode(source: AsyncIterable<Uint8Array>, trailers: Map<string, string>): AsyncGenerator<Uint8Array> {
  const reader = new LineReader(source);
  for (;;) {
    const header = await reader.line();
    const size = Number.parseInt(header.split(";")[0] ?? "", 16);
    if (!Number.isInteger(size)) throw incomplete();
    if (size === 0) break;
    yield* reader.bytes(size);
    if ((await reader.line()) !== "") throw incomplete();
  }
  for (let line = await reader.line(); line !== ""; line = await reader.line()) {
    const colon = line.indexOf(":");
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  await reader.drain();
}

function incomplete(): ServiceError {
  return new ServiceError("IncompleteBody", "The request body terminated unexpectedly");
}

class LineReader {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  /** Up to the next CRLF, without it. The end of the body ends the last line. */
  async line(): Promise<string> {
    let end = this.#rest.indexOf("\r\n");
    while (end < 0 && (await this.#more())) end = this.#rest.indexOf("\r\n");
    const line = this.#rest.toString("latin1", 0, end < 0 ? this.#rest.length : end);
    this.#rest = this.#rest.subarray(end < 0 ? this.#rest.length : end + 2);
    return line;
  }

  async *bytes(count: number): AsyncGenerator<Uint8Array> {
    let left = count;
    while (left > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) throw incomplete();
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  async drain(): Promise<void> {
    while (await this.#more()) this.#rest = Buffer.alloc(0);
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const next = await this.#iterator.next();
    if (next.done === true) {
      this.#ended = true;
      return false;
    }
    this.#rest = this.#rest.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}
