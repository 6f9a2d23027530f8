// Which rows and columns of a large grid are to be drawn for what is in sight, and where they stand. Pure.

export const ROW_HEIGHT = 30;
/** Drawn beyond each edge, so that scrolling shows no gaps. */
const ROWS_BEYOND = 8;
const CHARACTER_WIDTH = 8;
const WIDTH_MIN = 70;
const WIDTH_MAX = 230;
/** Of the left column with the row's number. */
export const NUMBER_WIDTH = 64;
/** Rows whose cells say how wide a column is. */
const MEASURED_ROWS = 200;

/** The left edges of the columns, and the right edge of the last. */
export function columnEdges(names: readonly string[], rows: readonly (readonly string[])[]): readonly number[] {
  const edges = [NUMBER_WIDTH];
  for (const [n, name] of names.entries()) {
    let characters = name.length;
    for (const row of rows.slice(0, MEASURED_ROWS)) characters = Math.max(characters, row[n]?.length ?? 0);
    const width = Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, characters * CHARACTER_WIDTH + 20));
    edges.push((edges.at(-1) ?? 0) + width);
  }
  return edges;
}

export interface Sight {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export interface Range {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

export function rowsInSight({ top, height }: Sight, rows: number): Range {
  const from = Math.max(0, Math.floor(top / ROW_HEIGHT) - ROWS_BEYOND);
  return { from, to: Math.min(rows, Math.ceil((top + height) / ROW_HEIGHT) + ROWS_BEYOND) };
}

export function columnsInSight({ left, width }: Sight, edges: readonly number[]): Range {
  const from = Math.max(0, edges.findIndex((edge) => edge > left) - 2);
  const beyond = edges.findIndex((edge) => edge > left + width);
  return { from, to: beyond === -1 ? edges.length - 1 : Math.min(edges.length - 1, beyond + 1) };
}

/** Where to scroll so that a stretch is in sight: as little as possible. `covered`: of the sight's beginning. */
export function scrolledTo(
  at: number,
  size: number,
  sight: { readonly from: number; readonly size: number; readonly covered: number },
): number {
  if (at < sight.from + sight.covered) return Math.max(0, at - sight.covered);
  if (at + size > sight.from + sight.size) return at + size - sight.size;
  return sight.from;
}
