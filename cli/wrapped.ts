// Lines for a terminal of so many columns: broken between words, the rest below the first line's text. A command is never broken, for it
// is there to be copied, but what is said about it in parentheses may go below; nothing is broken on a pipe.
import stringWidth from "string-width";
import { openStyles, shownText } from "./paint.ts";
import { PROGRAM } from "./usage-error.ts";

/** `columns` undefined: a pipe or a file. */
export function wrapped(lines: readonly string[], columns: number | undefined): string[] {
  if (columns === undefined) return [...lines];
  return lines.flatMap((line) => {
    if (widthOf(line) <= columns) return [line];
    return line.includes(PROGRAM) ? withRemarkBelow(line) : broken(line, columns);
  });
}

function withRemarkBelow(line: string): string[] {
  const [, command, remark] = /^(.*?\S) {2,}(\(.*)$/.exec(line) ?? [];
  if (command === undefined || remark === undefined || remark.includes(PROGRAM)) return [line];
  return closedStyles([command, `${/^ */.exec(line)?.[0] ?? ""}  ${remark}`]);
}

const widthOf = (text: string): number => stringWidth(shownText(text));

function broken(line: string, columns: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const hanging = `${indent}  `;
  const parts: string[] = [];
  let part = indent;
  for (const word of line.slice(indent.length).split(" ")) {
    const longer = part.trim() === "" ? part + word : `${part} ${word}`;
    if (widthOf(longer) <= columns || part.trim() === "") part = longer;
    else {
      parts.push(part);
      part = hanging + word;
    }
  }
  return closedStyles([...parts, part]);
}

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
