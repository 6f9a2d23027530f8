// Colors of our own, marked so that nothing from outside can pass for them: a mark holds a number that is new with every
// process, and the terminal's edge turns marks into what the stream can show. Code that measures a text
// sees a mark as an escape sequence without width.
import { randomBytes } from "node:crypto";
import { styleText } from "node:util";
import { visibleText } from "../domain/visible-text.ts";

export type PaintStyle = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";
export type Paint = (style: PaintStyle, text: string) => string;

const NUMBER = randomBytes(8).toString("hex");
const END = "end";
/** An operating system command (OSC), closed by BEL. */
const mark = (name: string): string => `\x1b]${NUMBER};${name}\x07`;
const MARK = new RegExp(String.raw`\x1b\]${NUMBER};([a-z]+)\x07`, "g");
const WHOLE_MARK = new RegExp(String.raw`(\x1b\]${NUMBER};[a-z]+\x07)`);

export const paint: Paint = (style, text) => (text === "" ? "" : mark(style) + text + mark(END));

const STYLES: readonly PaintStyle[] = ["bold", "dim", "red", "green", "yellow", "cyan"];

/** One line as it may reach a stream: our marks become its colors (none on a pipe), everything else is visible text. */
export function shownLine(line: string, stream: NodeJS.WriteStream): string {
  const open: PaintStyle[] = [];
  return line
    .split(MARK)
    .map((part, at) => (at % 2 === 0 ? visibleText(part) : code(part, open, stream)))
    .join("");
}

/** Text and our marks by turns, text first. */
export const splitAtMarks = (text: string): string[] => text.split(WHOLE_MARK);

/** The same with our marks still in it, to be measured before it is shown. */
export const shownText = (text: string): string =>
  splitAtMarks(text)
    .map((part, at) => (at % 2 === 0 ? visibleText(part) : part))
    .join("");

/** What ends the styles that a text leaves open, and what begins them again. */
export function openStyles(text: string): { readonly closing: string; readonly again: string } {
  const open: string[] = [];
  for (const [, name = ""] of text.matchAll(MARK)) {
    if (name === END) open.pop();
    else open.push(name);
  }
  return { closing: mark(END).repeat(open.length), again: open.map(mark).join("") };
}

/** The text without our marks. */
export const plainText = (text: string): string => text.replaceAll(MARK, "");

function code(name: string, open: PaintStyle[], stream: NodeJS.WriteStream): string {
  if (name === END) {
    const last = open.pop();
    return last === undefined ? "" : (codesOf(last, stream)[1] ?? "");
  }
  const style = STYLES.find((known) => known === name);
  if (style === undefined) return "";
  open.push(style);
  return codesOf(style, stream)[0] ?? "";
}

/** NO_COLOR, FORCE_COLOR and pipes are honored by node itself. */
const codesOf = (style: PaintStyle, stream: NodeJS.WriteStream): string[] =>
  styleText(style, "|", { stream }).split("|");
