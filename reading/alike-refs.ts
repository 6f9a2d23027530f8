// Which order_refs of a file look like an earlier one without being the same, in some thirty bytes per order.
import { shortHash } from "../domain/rows/address-key.ts";
import { foldedRef } from "../domain/rows/folded-ref.ts";
import { NumberList } from "./spool/number-list.ts";
import { SlotTable } from "./spool/slot-table.ts";

export interface AlikeRef {
  /** The first row with the ref that came first. */
  readonly row: number;
  /** Its ref has not been told of yet. */
  readonly isFirst: boolean;
}

export class AlikeRefs {
  readonly #folded = new SlotTable();
  readonly #exact = new SlotTable();
  /** By the number of the folded ref: the row where it turned up first. */
  readonly #rows = new NumberList("uint32");
  readonly #told = new Set<number>();
  #last = "";

  /** Undefined: the row's ref is that of the row before, is known, or looks like no other. */
  note(orderRef: string, row: number): AlikeRef | undefined {
    if (orderRef === this.#last || orderRef === "") return undefined;
    this.#last = orderRef;
    const known = this.#exact.size;
    if (this.#exact.numberOf(shortHash(orderRef)) < known) return undefined;
    const knownFolded = this.#folded.size;
    const folded = this.#folded.numberOf(shortHash(foldedRef(orderRef)));
    if (folded === knownFolded) {
      this.#rows.push(row);
      return undefined;
    }
    const isFirst = !this.#told.has(folded);
    this.#told.add(folded);
    return { row: this.#rows.at(folded), isFirst };
  }
}
