// What a key means in the grid: where it leads, or that the cell at hand is edited or cleared. Pure.
import type { Cell } from "./cells.ts";

interface Key {
  readonly key: string;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
  readonly altKey?: boolean;
}

interface Size {
  readonly rows: number;
  readonly columns: number;
}

const PAGE_ROWS = 15;

export type KeyMeaning =
  | { readonly kind: "move"; readonly to: Cell }
  | { readonly kind: "clear" }
  /** `text`: what it begins with; undefined: as the cell stands. */
  | { readonly kind: "edit"; readonly text?: string };

/** Undefined: the key is not the grid's. A row's number has no text to edit. */
export function keyMeaning(key: Key, active: Cell, size: Size): KeyMeaning | undefined {
  const to = moved(active, key, size);
  if (to !== undefined) return { kind: "move", to };
  if (active.cell < 0) return undefined;
  if (key.key === "Enter" || key.key === "F2") return { kind: "edit" };
  if (key.key === "Delete") return { kind: "clear" };
  const isText = key.key.length === 1 && key.ctrlKey !== true && key.metaKey !== true && key.altKey !== true;
  return isText ? { kind: "edit", text: key.key } : undefined;
}

/** Undefined: the key moves nothing. */
export function moved({ at, cell }: Cell, { key, ctrlKey, metaKey }: Key, { rows, columns }: Size): Cell | undefined {
  const far = ctrlKey === true || metaKey === true;
  const to = (nextAt: number, nextCell: number): Cell => ({
    at: Math.max(-1, Math.min(rows - 1, nextAt)),
    cell: Math.max(-1, Math.min(columns - 1, nextCell)),
  });
  switch (key) {
    case "ArrowUp":
      return to(far ? 0 : at - 1, cell);
    case "ArrowDown":
      return to(far ? rows - 1 : at + 1, cell);
    case "ArrowLeft":
      return to(at, far ? 0 : cell - 1);
    case "ArrowRight":
      return to(at, far ? columns - 1 : cell + 1);
    case "PageUp":
      return to(at - PAGE_ROWS, cell);
    case "PageDown":
      return to(at + PAGE_ROWS, cell);
    case "Home":
      return to(far ? 0 : at, 0);
    case "End":
      return to(far ? rows - 1 : at, columns - 1);
    default:
      return undefined;
  }
}
