// Order cells that a row to correct leaves blank because another row of its order has them: failed.csv has to stand on its
// own. Only the orders of such rows are kept in memory.
import { AT, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import type { ResultLayout } from "./result-layout.ts";

export class OrderFills {
  readonly #places: readonly number[];
  readonly #refPlace: number;
  /** By order_ref; cells by their place in the file's rows. */
  readonly #byRef = new Map<string, string[]>();

  constructor({ placeOf }: ResultLayout) {
    this.#places = placeOf.slice(0, ORDER_COLUMNS_COUNT).filter((place) => place !== -1);
    this.#refPlace = placeOf[AT.order_ref] ?? -1;
  }

  get isEmpty(): boolean {
    return this.#byRef.size === 0;
  }

  /** A row to correct: are the order's cells there? */
  need(cells: readonly string[]): void {
    const ref = this.#refOf(cells);
    if (ref === "" || this.#places.every((place) => cells[place] !== "")) return;
    if (!this.#byRef.has(ref)) this.#byRef.set(copyOf(ref), []);
  }

  /** Any row of the file: does it have what another one needs? */
  offer(cells: readonly string[]): void {
    const fill = this.#byRef.get(this.#refOf(cells));
    if (fill === undefined) return;
    for (const place of this.#places) {
      const cell = cells[place] ?? "";
      if (cell !== "") fill[place] ??= copyOf(cell);
    }
  }

  filled(cells: readonly string[]): readonly string[] {
    const fill = this.#byRef.get(this.#refOf(cells));
    if (fill === undefined) return cells;
    const whole = [...cells];
    for (const place of this.#places) if (whole[place] === "") whole[place] = fill[place] ?? "";
    return whole;
  }

  #refOf(cells: readonly string[]): string {
    return (cells[this.#refPlace] ?? "").trim();
  }
}

/** A slice would keep the whole chunk that it was cut from. */
const copyOf = (text: string): string => Buffer.from(text).toString();
