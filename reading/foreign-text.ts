// Names a text that is neither CSV nor JSON, and why a text that may be CSV has no header: each cause in its own words, for
// "no header" helps nobody whose file is an HTML table.
import type { Finding } from "../domain/rows/finding.ts";

/** Lines from the file's beginning among which a header is looked for. */
export const HEADER_LINES_MAX = 25;
/** Column names in one line by which a way to divide it is known. */
const NAMES_MIN = 2;

type NamedText = readonly [
  form: RegExp,
  code: "file.markup" | "file.workbook" | "file.wrapped" | "file.script",
  words: string,
];

const HTML = /^(?:<!--[^]*?-->\s*)?<(?:!doctype\s+html|html|head|body|meta|table|tr|div|style)[\s>]/i;

/** Certain by their first signs, whatever names stand in them. */
const CERTAIN: readonly NamedText[] = [
  [/^<\?php/i, "file.script", "a PHP script"],
  [/^<[^]{0,2000}(?:<\?mso-application|<Workbook[\s>])/, "file.workbook", "an Excel workbook in the old XML format"],
  [HTML, "file.markup", "an HTML page"],
  [/^<(?:\?xml|!doctype|[a-z])/i, "file.markup", "an XML document"],
  [/^--\S{2,70}\r?\nContent-Disposition:\s*form-data/i, "file.wrapped", "the upload of a web form"],
  [/^(?:POST|PUT) \S+ HTTP\//, "file.wrapped", "an HTTP request"],
  [
    /^(?:(?:Return-Path|Received|From|To|Subject|MIME-Version|Content-Type|Date):.*\r?\n){2}/i,
    "file.wrapped",
    "an e-mail message",
  ],
  [/^data:[\w/+.-]+(?:;[\w=-]+)*;base64,/, "file.wrapped", "a data URL in base64"],
  [/^version https:\/\/git-lfs\./, "file.wrapped", "a pointer of Git LFS"],
  [/^#!/, "file.script", "a script"],
  [/^[A-Za-z_$][\w.$]*\(\s*[[{]/, "file.script", "a program's source text"],
  [/^"\s*[[{](?:\\[nrt]|\s)*(?:\\"|\{\\)/, "file.wrapped", "JSON within a JSON string"],
];

/** Likely where no line holds column names. */
const LIKELY: readonly NamedText[] = [
  [/^[A-Za-z0-9+/]{60,}={0,2}\r?(?:\n|$)/, "file.wrapped", "base64 text"],
  [/^@echo off|^param\s*\(/i, "file.script", "a script"],
  [
    /^(?:--[^\n]*\n\s*)*(?:insert\s+into|create\s+table|select\s|drop\s+table|begin\s*;)/i,
    "file.script",
    "an SQL script",
  ],
  [
    /^(?:import\s|from\s+\w+\s+import\s|def\s+\w+\(|const\s|function\s|"use strict"|\/\*|package\s+\w)/,
    "file.script",
    "a program's source text",
  ],
  [/^(?:---\s*\n)?\s*(?:-\s+)?(?:orders|orderRef|order_ref)\s*:(?:\s|$)/i, "file.script", "YAML"],
];

export const certainTextIn = (text: string): Finding | undefined => nameOf(text, CERTAIN);

/** Asked only where no line of the text holds column names. */
export const likelyTextIn = (text: string): Finding | undefined => nameOf(text, LIKELY);

function nameOf(text: string, texts: readonly NamedText[]): Finding | undefined {
  const found = texts.find(([form]) => form.test(text));
  return found && { code: found[1], detail: found[2] };
}

/** Other ways to divide fields, and how a sentence names them. */
const OTHER_DELIMITERS: readonly (readonly [delimiter: RegExp, words: string])[] = [
  [/\^/, "^"],
  [/~/, "~"],
  [/¦/, "¦"],
  [/§/, "§"],
  [/¬/, "¬"],
  [/þ/, "þ"],
  [/\u0001/, "the control character U+0001"],
  [/\u001E/, "the control character U+001E"],
  [/\u001F/, "the control character U+001F"],
  [/,\s*\|\s*|\|\|/, "two signs at once"],
  [/[:;]{2}/, "two signs at once"],
  [/:/, ":"],
  [/\//, "/"],
  [/\s{2,}/, "several blanks"],
  [/\s/, "blanks"],
];

/** Why none of these lines is a header. `isKnown`: whether a name is that of a column. */
export function whyNoHeader(lines: readonly string[], isKnown: (name: string) => boolean): Finding {
  const namesIn = (parts: readonly string[]): number => parts.filter(isKnown).length;
  for (const line of lines) {
    const inQuotes = /^"(.*)"$/.exec(line.trim())?.[1];
    if (inQuotes !== undefined && namesIn(inQuotes.split(/""?[,;\t|]""?|[,;\t|]/)) >= NAMES_MIN) {
      return { code: "file.quotedLines" };
    }
    for (const [delimiter, words] of OTHER_DELIMITERS) {
      if (namesIn(line.split(delimiter)) >= NAMES_MIN) return { code: "file.delimiter", detail: words };
    }
  }
  const [first = ""] = lines;
  const looksLikeValues = /\S@\S+\.\w|\b\d{4}-\d\d-\d\d\b|\b\d{3}[-.\s]\d{3}[-.\s]\d{4}\b|\bA-\w{4,}/.test(first);
  return { code: "file.noHeader", detail: looksLikeValues ? " It looks like a row of values." : "" };
}
