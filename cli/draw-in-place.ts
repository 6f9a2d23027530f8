// Lines at the end of a stream that are drawn anew in place. Loaded only where there is a terminal: without it a command that prints to a
// pipe starts with a quarter less work.
import { createLogUpdate } from "log-update";
import stringWidth from "string-width";
import { shownLine, shownText } from "./paint.ts";

export interface DrawnLines {
  draw(lines: readonly string[]): void;
  /** Writes something that stays, above what is drawn. */
  stay(write: () => void): void;
  /** What is drawn stays as it is, and what comes next is written below it. */
  leave(): void;
}

export function drawnLines(stream: NodeJS.WriteStream): DrawnLines {
  const update = createLogUpdate(stream, { showCursor: true });
  let drawn: readonly string[] = [];
  let columns = stream.columns;
  const redraw = (): void => {
    if (drawn.length > 0) update(drawn.map((line) => `${shownLine(line, stream)}\n`).join(""));
  };
  /** A terminal that has become narrower has wrapped the lines: they fill more rows than log-update remembers. */
  const erase = (): void => {
    if (drawn.length === 0) return;
    if (columns === stream.columns) {
      update.clear();
      return;
    }
    stream.write(eraseAbove(rowsOf(drawn, stream.columns), stream.rows));
    update.done();
  };
  return {
    draw(lines) {
      if (columns !== stream.columns) erase();
      drawn = lines;
      columns = stream.columns;
      redraw();
    },
    stay(write) {
      erase();
      write();
      columns = stream.columns;
      redraw();
    },
    leave() {
      update.done();
      drawn = [];
    },
  };
}

const rowsOf = (lines: readonly string[], columns: number): number =>
  lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(stringWidth(shownText(line)) / columns)), 0);

/** What has left the screen at its top cannot be reached. */
const eraseAbove = (rows: number, screenRows: number): string =>
  `\u001B[${String(Math.min(rows, screenRows - 1))}F\u001B[J`;
