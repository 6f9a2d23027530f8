// Names what a file is that is none of ours, by its first bytes: a person who is told "this is an Excel workbook" knows what to
// do. Its name and extension are not looked at.
import type { IssueCode } from "../contracts/issues/issues.ts";
import { bytesBeforeMarks } from "./end-marks.ts";
import { FileFault } from "./row/file-fault.ts";

/** Formats that may be read one day, by name. */
export type FormatName = "xlsx" | "xls" | "ods" | "other";

export interface ForeignFormat {
  readonly name: FormatName;
  readonly code: IssueCode;
  /** As a sentence names it: "an Excel workbook (.xlsx)". */
  readonly words: string;
}

const format = (code: IssueCode, words: string, name: FormatName = "other"): ForeignFormat => ({ name, code, words });
const workbook = (name: FormatName, words: string): ForeignFormat => format("file.workbook", words, name);
const document = (words: string): ForeignFormat => format("file.document", words);
const archive = (words: string): ForeignFormat => format("file.archive", words);

/** In hexadecimal, as the file begins. */
const BEGINNINGS: readonly (readonly [beginning: string, ForeignFormat])[] = [
  ["25504446", document("a PDF")],
  ["7b5c727466", document("a Word or RTF document (.rtf)")],
  ["89504e47", document("a picture (PNG)")],
  ["ffd8ff", document("a picture (JPEG)")],
  ["47494638", document("a picture (GIF)")],
  ["49492a00", document("a picture (TIFF)")],
  ["4d4d002a", document("a picture (TIFF)")],
  ["53514c69746520666f726d61742033", document("an SQLite database")],
  ["000100005374616e6461726420", document("an Access database")],
  ["50415231", document("a Parquet file")],
  ["4f626a01", document("an Avro file")],
  ["4d5a90", document("a Windows program")],
  ["7f454c46", document("a program")],
  ["4c00000001140200", document("a Windows shortcut, not the file it points to")],
  ["1f8b", archive("a gzip archive within a gzip archive")],
  ["28b52ffd", archive("a Zstandard archive (.zst)")],
  ["425a68", archive("a bzip2 archive (.bz2)")],
  ["fd377a58", archive("an xz archive")],
  ["377abcaf271c", archive("a 7-Zip archive (.7z)")],
  ["526172211a07", archive("a RAR archive")],
  ["fffe0000", format("file.encoding", "UTF-32")],
  ["0000feff", format("file.encoding", "UTF-32")],
];
const ZIP = ["504b0304", "504b0506", "504b0708"];
/** The old container of Microsoft: .xls, .doc, .msg, and new workbooks that have a password. */
const COMPOUND = "d0cf11e0";
const LONGEST_BEGINNING = 16;
/** Share of NULs in text of four bytes a character. */
const UTF32_NULS = 0.7;

/** `head`: the first kilobytes of the file, uncompressed. Undefined: it may be text. */
export function foreignFormat(head: Buffer): ForeignFormat | undefined {
  const hex = head.subarray(0, LONGEST_BEGINNING).toString("hex");
  if (ZIP.some((beginning) => hex.startsWith(beginning))) return zipFormat(head.toString("latin1"));
  if (hex.startsWith(COMPOUND)) return compoundFormat(head.toString("utf16le") + head.subarray(1).toString("utf16le"));
  const known = BEGINNINGS.find(([beginning]) => hex.startsWith(beginning))?.[1];
  if (known !== undefined) return known;
  return isUtf32(bytesBeforeMarks(head)) ? format("file.encoding", "UTF-32") : undefined;
}

/** The names of the files in it stand uncompressed. */
function zipFormat(names: string): ForeignFormat {
  if (names.includes("application/vnd.oasis.opendocument.spreadsheet")) {
    return workbook("ods", "an OpenDocument spreadsheet (.ods)");
  }
  if (names.includes("xl/workbook.bin")) return workbook("other", "an Excel binary workbook (.xlsb)");
  if (names.includes("Index/") && names.includes(".iwa")) return workbook("other", "a Numbers spreadsheet");
  if (names.includes("word/")) return document("a Word document (.docx)");
  if (names.includes("ppt/")) return document("a PowerPoint presentation (.pptx)");
  if (names.includes("application/vnd.oasis.opendocument")) return document("an OpenDocument file");
  if (names.includes("xl/") || names.includes("[Content_Types].xml"))
    return workbook("xlsx", "an Excel workbook (.xlsx)");
  return archive("a ZIP archive");
}

function compoundFormat(names: string): ForeignFormat {
  if (names.includes("EncryptedPackage")) return format("file.workbookLocked", "an Office file with a password");
  if (names.includes("WordDocument")) return document("a Word document (.doc)");
  if (names.includes("__properties_version")) return document("an Outlook message (.msg)");
  return workbook("xls", "an Excel workbook of the old format (.xls)");
}

function isUtf32(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  let nuls = 0;
  for (const byte of head) if (byte === 0) nuls += 1;
  return nuls > head.length * UTF32_NULS && head.subarray(0, 4).some((byte) => byte !== 0);
}

/** A ZIP container ends with its table of contents; one that was cut off does not. Of its last bytes, so many are looked at. */
const CONTENTS_WITHIN = 66_000;
const CONTENTS = Buffer.from("504b0506", "hex");

/** The fault of a file of that format; `bytes` is read to its end where the format needs it. */
export async function faultOfForeign(
  { name, code, words }: ForeignFormat,
  bytes: AsyncIterable<Uint8Array>,
): Promise<FileFault> {
  const isContainer = name === "xlsx" || name === "ods" || code === "file.archive";
  if (!isContainer || !(await isCutOff(bytes))) return new FileFault({ code, detail: words });
  return new FileFault({ code: "file.cutOff", detail: words });
}

async function isCutOff(bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  let begin: Buffer | undefined;
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    begin ??= Buffer.from(chunk.subarray(0, CONTENTS.length));
    tail = Buffer.concat([tail, chunk]).subarray(-CONTENTS_WITHIN);
  }
  const isZip = begin !== undefined && ZIP.includes(begin.toString("hex"));
  return isZip && !tail.includes(CONTENTS);
}
