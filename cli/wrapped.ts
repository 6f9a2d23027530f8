// Lines for a terminal of so many columns: broken between words, the rest below the first line's text. A command is never broken, for it
// is there to be copied; neither is anything on a pipe.
import stringWidth from "string-width";
import { openStyles, shownText } from "./paint.ts";
import { PROGRAM } from "./usage-error.ts";

/** Up to what ends it within a sentence, or to a remark after it. */
const COMMAND = new RegExp(String.raw`${PROGRAM}[^;\`]*?(?=[;\`]| {2}|$)`, "g");
/** Holds a command's words together while its line is taken apart; nothing that is shown has it. */
const JOINT = "\u0000";

/** `columns` undefined: a pipe or a file. */
export function wrapped(lines: readonly string[], columns: number | undefined): string[] {
  if (columns === undefined) return [...lines];
  return lines.flatMap((line) => (widthOf(line) <= columns ? [line] : broken(line, columns)));
}

const widthOf = (text: string): number => stringWidth(shownText(text));

function broken(line: string, columns: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const hanging = `${indent}  `;
  const parts: string[] = [];
  let part = indent;
  for (const word of wordsOf(line.slice(indent.length))) {
    const longer = part.trim() === "" ? part + word : `${part} ${word}`;
    if (widthOf(longer) <= columns || part.trim() === "") part = longer;
    else {
      parts.push(part.trimEnd());
      part = hanging + word;
    }
  }
  return closedStyles([...parts, part]);
}

const wordsOf = (text: string): string[] =>
  text
    .replaceAll(COMMAND, (command) => command.replaceAll(" ", JOINT))
    .split(" ")
    .map((word) => word.replaceAll(JOINT, " "));

/** A color that goes on in the next line ends with its line and begins again. */
function closedStyles(parts: readonly string[]): string[] {
  let opening = "";
  return parts.map((part) => {
    const indent = /^ */.exec(part)?.[0] ?? "";
    const text = indent + opening + part.slice(indent.length);
    const { closing, again } = openStyles(text);
    opening = again;
    return text + closing;
  });
}
