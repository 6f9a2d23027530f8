// Order cells that a row to correct leaves blank because another row of its order has them: failed.csv has to stand on its
// own. The first reading notes, in some bits an order, what its rows to correct lack and what any of its rows has; only the cells of
// orders that lack what they have are kept, in a second one.
import { AT, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import { placeHash } from "../../domain/rows/place-hash.ts";
import { NumberList } from "../../reading/spool/number-list.ts";
import type { ResultLayout } from "./result-layout.ts";
import { SlotTable } from "../../reading/spool/slot-table.ts";

export class OrderFills {
  readonly #places: readonly number[];
  readonly #refPlace: number;
  readonly #orders = new SlotTable();
  /** A bit a column: blank in a row to correct; filled in any row. */
  readonly #lacking = new NumberList("uint32");
  readonly #having = new NumberList("uint32");
  /** By order_ref; cells by their place in the file's rows. */
  readonly #cells = new Map<string, string[]>();
  /** Most rows are of the order of the row before. */
  #last = { ref: "", order: 0 };

  constructor({ placeOf }: ResultLayout) {
    this.#places = placeOf.slice(0, ORDER_COLUMNS_COUNT).filter((place) => place !== -1);
    this.#refPlace = placeOf[AT.order_ref] ?? -1;
  }

  /** The first reading. */
  note(cells: readonly string[], isToCorrect: boolean): void {
    const ref = this.#refOf(cells);
    if (ref === "") return;
    const order = this.#numberOf(ref);
    let having = 0;
    for (let bit = 0; bit < this.#places.length; bit += 1)
      if (cells[this.#places[bit] ?? -1] !== "") having |= 1 << bit;
    const lacking = isToCorrect ? ~having & ((1 << this.#places.length) - 1) : 0;
    this.#having.or(order, having);
    this.#lacking.or(order, lacking);
  }

  #numberOf(ref: string): number {
    if (ref !== this.#last.ref) this.#last = { ref, order: this.#orders.numberOf(placeHash(ref)) };
    return this.#last.order;
  }

  get isEmpty(): boolean {
    for (let order = 0; order < this.#orders.size; order += 1) if (this.#missing(order) !== 0) return false;
    return true;
  }

  /** The second reading: keeps what a row of the order lacks and this one has. */
  offer(cells: readonly string[]): void {
    const ref = this.#refOf(cells);
    const order = ref === "" ? undefined : this.#orders.find(placeHash(ref));
    const missing = order === undefined ? 0 : this.#missing(order);
    if (missing === 0) return;
    const kept = this.#cells.get(ref) ?? [];
    for (const [bit, place] of this.#places.entries()) {
      const cell = cells[place] ?? "";
      if ((missing & (1 << bit)) !== 0 && cell !== "") kept[place] ??= copyOf(cell);
    }
    this.#cells.set(copyOf(ref), kept);
  }

  filled(cells: readonly string[]): readonly string[] {
    const kept = this.#cells.get(this.#refOf(cells));
    if (kept === undefined) return cells;
    const whole = [...cells];
    for (const place of this.#places) if (whole[place] === "") whole[place] = kept[place] ?? "";
    return whole;
  }

  #missing(order: number): number {
    return this.#lacking.at(order) & this.#having.at(order);
  }

  #refOf(cells: readonly string[]): string {
    return (cells[this.#refPlace] ?? "").trim().toWellFormed();
  }
}

/** A slice would keep the whole chunk that it was cut from. */
const copyOf = (text: string): string => Buffer.from(text).toString();
