// Rows as columns that stand under each other, measured as a terminal shows them: wide characters take two cells, colors none.
import stringWidth from "string-width";
import { openStyles, type Paint, shownText, splitAtMarks } from "./paint.ts";

export interface TableOptions {
  readonly head: readonly string[];
  /** Positions of columns whose cells stand to the right. */
  readonly right?: readonly number[];
  readonly paint: Paint;
  /** Default: two. */
  readonly indent?: number;
}

const GAP = "  ";

/** The last column is as long as it is. */
export function table(
  rows: readonly (readonly string[])[],
  { head, right = [], paint, indent = 2 }: TableOptions,
): string[] {
  const shown = [head, ...rows].map((row) => row.map(shownText));
  const widths = head.map((_, column) => Math.max(...shown.map((row) => stringWidth(row[column] ?? ""))));
  return shown.map((row, at) => {
    const cells = row.map((cell, column) => {
      const gap = " ".repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(cell)));
      if (right.includes(column)) return gap + cell;
      return column === row.length - 1 ? cell : cell + gap;
    });
    const line = `${" ".repeat(indent)}${cells.join(GAP)}`.trimEnd();
    return at === 0 ? paint("dim", line) : line;
  });
}

/** Cut to so many columns of a terminal, with an ellipsis; colors take none, and what is open where it is cut is closed. */
export function clipped(text: string, columns: number): string {
  const shown = shownText(text);
  if (stringWidth(shown) <= columns) return shown;
  let kept = "";
  for (const [at, part] of splitAtMarks(shown).entries()) {
    const isMark = at % 2 === 1;
    for (const piece of isMark ? [part] : charactersOf(part)) {
      if (stringWidth(kept + piece) > columns - 1) return `${kept}…${openStyles(kept).closing}`;
      kept += piece;
    }
  }
  return kept;
}

const charactersOf = (text: string): string[] =>
  Array.from(new Intl.Segmenter("en").segment(text), ({ segment }) => segment);
