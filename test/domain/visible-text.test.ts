// What steers a terminal or cannot be seen is shown as its code; what people write stays.
import { describe, expect, it } from "vitest";
import { visibleJson, visibleText } from "../../domain/visible-text.ts";

const UNSEEN = [
  ["an escape sequence", "\u001B[2J", String.raw`\x1b[2J`],
  ["a hyperlink of a terminal", "\u001B]8;;http://x\u0007", String.raw`\x1b]8;;http://x\x07`],
  ["a C1 control", "\u009B31m", String.raw`\x9b31m`],
  ["a backspace and a delete", "a\u0008\u007F", String.raw`a\x08\x7f`],
  ["a carriage return and a line feed", "a\r\nb", String.raw`a\r\nb`],
  ["a tab", "a\tb", String.raw`a\tb`],
  ["a turn of direction", "gnp\u202E.csv", String.raw`gnp\u202e.csv`],
  ["an isolate", "\u2066x\u2069", String.raw`\u2066x\u2069`],
  ["a zero-width space, a soft hyphen and a byte order mark", "a\u200B\u00AD\uFEFF", String.raw`a\u200b\xad\ufeff`],
  ["a line separator", "a\u2028b", String.raw`a\u2028b`],
  ["a tag character", "a\u{E0041}", String.raw`a\u{e0041}`],
  ["half of a surrogate pair", "a\uD83D", String.raw`a\ud83d`],
] as const;

describe("visibleText", () => {
  it.each(UNSEEN)("shows %s as its code", (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it.each(["PO-1", "Łódź, Île-de-France", "株式会社", "שלום", "😀", "e\u0301", "a\\x1b", "…→"])("leaves %j", (text) => {
    expect(visibleText(text)).toBe(text);
  });
});

describe("visibleJson", () => {
  it.each(UNSEEN)("escapes %s, and parsing gives it back", (_, text) => {
    const json = visibleJson({ [text]: [text] });
    expect(visibleText(json)).toBe(json);
    expect(JSON.parse(json)).toEqual({ [text]: [text] });
  });
});
