// Order cells that a row to correct leaves blank because another row of its order has them: failed.csv has to stand on its
// own. The first reading notes, in some bits an order, what its rows to correct lack and what any of its rows has; only the cells of
// orders that lack what they have are kept, in a second one.
import { AT, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import { LastMade } from "../../domain/last-made.ts";
import { shortHash } from "../../domain/rows/address-key.ts";
import { NumberList } from "../../reading/spool/number-list.ts";
import type { ResultLayout } from "./result-layout.ts";
import { SlotTable } from "../../reading/spool/slot-table.ts";

export class OrderFills {
  /** Where the cells of the order columns stand in a row of the file. */
  readonly #indexes: readonly number[];
  readonly #refIndex: number;
  readonly #orders = new SlotTable();
  /** A bit a column: blank in a row to correct; filled in any row. */
  readonly #lacking = new NumberList("uint32");
  readonly #having = new NumberList("uint32");
  /** By order_ref; cells by their index in the file's rows. */
  readonly #cells = new Map<string, string[]>();
  /** Most rows are of the order of the row before. */
  readonly #numbers = new LastMade((ref: string) => this.#orders.numberOf(shortHash(ref)));

  constructor({ cellOf }: ResultLayout) {
    this.#indexes = cellOf.slice(0, ORDER_COLUMNS_COUNT).filter((index) => index !== -1);
    this.#refIndex = cellOf[AT.order_ref] ?? -1;
  }

  /** The first reading. */
  note(cells: readonly string[], isToCorrect: boolean): void {
    const ref = this.#refOf(cells);
    if (ref === "") return;
    const order = this.#numbers.of(ref);
    let having = 0;
    for (let bit = 0; bit < this.#indexes.length; bit += 1)
      if (cells[this.#indexes[bit] ?? -1] !== "") having |= 1 << bit;
    const lacking = isToCorrect ? ~having & ((1 << this.#indexes.length) - 1) : 0;
    this.#having.or(order, having);
    this.#lacking.or(order, lacking);
  }

  get isEmpty(): boolean {
    for (let order = 0; order < this.#orders.size; order += 1) if (this.#missing(order) !== 0) return false;
    return true;
  }

  /** The second reading: keeps what a row of the order lacks and this one has. */
  offer(cells: readonly string[]): void {
    const ref = this.#refOf(cells);
    const order = ref === "" ? undefined : this.#orders.find(shortHash(ref));
    const missing = order === undefined ? 0 : this.#missing(order);
    if (missing === 0) return;
    const kept = this.#cells.get(ref) ?? [];
    for (const [bit, index] of this.#indexes.entries()) {
      const cell = cells[index] ?? "";
      if ((missing & (1 << bit)) !== 0 && cell !== "") kept[index] ??= copyOf(cell);
    }
    this.#cells.set(copyOf(ref), kept);
  }

  filled(cells: readonly string[]): readonly string[] {
    const kept = this.#cells.get(this.#refOf(cells));
    if (kept === undefined) return cells;
    const whole = [...cells];
    for (const index of this.#indexes) if (whole[index] === "") whole[index] = kept[index] ?? "";
    return whole;
  }

  #missing(order: number): number {
    return this.#lacking.at(order) & this.#having.at(order);
  }

  #refOf(cells: readonly string[]): string {
    return (cells[this.#refIndex] ?? "").trim().toWellFormed();
  }
}

/** A slice would keep the whole chunk that it was cut from. */
const copyOf = (text: string): string => Buffer.from(text).toString();
