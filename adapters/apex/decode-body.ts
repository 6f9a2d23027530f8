// The text of an answer's body. A server may compress without being asked to (RFC 9110 §12.5.3: no Accept-Encoding allows any
// coding), and may begin with a byte order mark; neither says anything about the call.
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { ANSWER_BYTES_MAX } from "./assumptions.ts";

export interface DecodedBody {
  readonly text: string;
  /** More would come out than an answer may have. `text` is then as it came. */
  readonly fault?: "oversized";
}

type Decode = (bytes: Buffer) => Buffer;

const LIMIT = { maxOutputLength: ANSWER_BYTES_MAX };
/** Zlib's result where more would come out than `maxOutputLength`. */
const TOO_LARGE = "ERR_BUFFER_TOO_LARGE";

const gunzip: Decode = (bytes) => gunzipSync(bytes, LIMIT);
/** `deflate` is a zlib stream; some servers send the bare one (RFC 9110 §8.4.1.2). */
const inflate: Decode = (bytes) => (looksWrapped(bytes) ? inflateSync(bytes, LIMIT) : inflateRawSync(bytes, LIMIT));
const CODINGS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ["identity", (bytes) => bytes],
  ["gzip", gunzip],
  ["x-gzip", gunzip],
  ["deflate", inflate],
  ["br", (bytes) => brotliDecompressSync(bytes, LIMIT)],
]);

/** `contentEncoding`: the header, in the order in which the codings were applied. What cannot be decoded is given back as it came. */
export function decodeBody(bytes: Buffer, contentEncoding = ""): DecodedBody {
  const codings = contentEncoding
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "");
  // A body that was left out (204, HEAD, an empty error) is no compressed stream.
  if (bytes.length === 0 || !codings.every((coding) => CODINGS.has(coding))) return asItCame(bytes);
  try {
    return asItCame(codings.reduceRight((coded, coding) => CODINGS.get(coding)?.(coded) ?? coded, bytes));
  } catch (error) {
    const isTooLarge = error instanceof Error && "code" in error && error.code === TOO_LARGE;
    return { ...asItCame(bytes), ...(isTooLarge && { fault: "oversized" }) };
  }
}

/** Not decoded, and without its byte order mark. */
export const asItCame = (bytes: Buffer): DecodedBody => ({ text: new TextDecoder("utf-8").decode(bytes) });

/** RFC 1950 §2.2: method 8 (deflate), and the first two bytes are a multiple of 31. */
const looksWrapped = (bytes: Buffer): boolean =>
  bytes.length >= 2 && (bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
