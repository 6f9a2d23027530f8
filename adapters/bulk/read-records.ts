// Reads any bulk file as rows, by content: gunzips, decodes, cuts, and gives every row with its place in the file. Both
// the intake and the results go through here, so that a row is the same row for both.
import type { DetectedFormat } from "../../contracts/receipt.ts";
import { knownPlaces } from "../../domain/bulk/read-header.ts";
import { csvRows } from "./csv-rows.ts";
import { FileFault } from "./file-fault.ts";
import { jsonRows } from "./json-rows.ts";
import { JsonScanner, LineScanner } from "./json-scanner.ts";
import { openText } from "./open-text.ts";
import { DELIMITER_NAMES, type Sniffed, sniffFormat } from "./sniff-format.ts";
import type { ReadOptions, RowSink, Scanner } from "./source-row.ts";

/** Enough to see the header and the line ends. */
const SNIFF_BYTES = 16 * 1024;
/** A file that begins with more blanks than this is as good as empty. */
const BLANK_BYTES_MAX = 1024 * 1024;

/** Feeds the sink; returns what was detected. Throws FileFault where the file cannot be read on. */
export async function readRecords(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  sink: RowSink,
  detected: (format: DetectedFormat) => void,
): Promise<void> {
  const text = await openText(bytes);
  const format = (sniffed: Sniffed | null, lineEnding: DetectedFormat["lineEnding"]): DetectedFormat => ({
    kind: sniffed?.kind ?? null,
    gzip: text.gzip,
    encoding: text.encoding(),
    delimiter: sniffed?.kind === "csv" ? (DELIMITER_NAMES[sniffed.dialect.delimiter] ?? null) : null,
    lineEnding,
  });
  let scanner: Scanner | undefined;
  let sniffed: Sniffed | null = null;
  let head: Uint8Array = new Uint8Array();
  let lineEnding: DetectedFormat["lineEnding"] = null;
  const start = (): void => {
    const characters = new TextDecoder().decode(head);
    if (characters.trim() === "") throw new FileFault({ code: "file.empty" });
    sniffed = sniffFormat(characters, new Set(knownPlaces(options.profile).keys()));
    lineEnding = lineEndingOf(characters);
    detected(format(sniffed, lineEnding));
    scanner = scannerFor(sniffed, options, sink);
    // What Excel says of the delimiter is ASCII: as many bytes as characters.
    scanner.push(sniffed.kind === "csv" ? head.subarray(sniffed.skip) : head);
  };
  try {
    for await (const chunk of text.chunks) {
      if (scanner !== undefined) {
        scanner.push(chunk);
        continue;
      }
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (head.length < SNIFF_BYTES) continue;
      if (!isBlankText(head)) start();
      else if (head.length > BLANK_BYTES_MAX) throw new FileFault({ code: "file.empty" });
    }
    if (scanner === undefined) start();
    await scanner?.end();
  } finally {
    // The encoding may have been settled by a later byte.
    detected(format(sniffed, lineEnding));
  }
}

const isBlankText = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));

function lineEndingOf(head: string): DetectedFormat["lineEnding"] {
  const crlf = head.includes("\r\n");
  const lf = /(?:^|[^\r])\n/.test(head);
  const cr = /\r(?!\n|$)/.test(head);
  if ([crlf, lf, cr].filter(Boolean).length > 1) return "mixed";
  if (crlf) return "crlf";
  if (lf) return "lf";
  return cr ? "cr" : null;
}

function scannerFor(sniffed: Sniffed, options: ReadOptions, sink: RowSink): Scanner {
  if (sniffed.kind === "csv") return csvRows(sniffed, options, sink);
  const give = jsonRows(sniffed.kind, options, sink);
  const scanner = sniffed.kind === "json" ? new JsonScanner(give) : new LineScanner(give);
  const decoder = new TextDecoder();
  return {
    push: (chunk) => {
      scanner.push(decoder.decode(chunk, { stream: true }));
    },
    end: () => {
      scanner.push(decoder.decode());
      scanner.end();
      return Promise.resolve();
    },
  };
}
