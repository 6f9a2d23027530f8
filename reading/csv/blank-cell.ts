// Whether a cell shows nothing: blanks, and characters that a person cannot see (zero-width, NULs, letters without a form).
const SHOWS_NOTHING = /^[\s\p{Cf}\p{Cc}\u115F\u1160\u3164\uFFA0\u2800]*$/u;

export const isBlankCell = (cell: string): boolean => cell === "" || SHOWS_NOTHING.test(cell);

export function isBlankRow(cells: readonly string[]): boolean {
  for (const cell of cells) if (!isBlankCell(cell)) return false;
  return true;
}
