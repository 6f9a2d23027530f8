// Finds sites that are probably ordered already under another order_ref: the same place and product, in this file or an earlier
// one of the distributor. Only a warning follows, since a second circuit may be wanted; so the records need no condition.
import * as z from "zod";
import { keys } from "../../contracts/records.ts";
import type { EarlierSite } from "../../domain/bulk/plan-order.ts";
import type { Item, Key, Table } from "../table.ts";

export interface SitePlace {
  /** Of place and product (domain/bulk/place-hash.ts), hexadecimal. */
  readonly hash: string;
  readonly orderRef: string;
  readonly siteRef: string;
  readonly row: number;
}

export interface EarlierPlaces {
  /** For each, in words where the other site stands; undefined: there is none. An order's places come one after another. */
  othersOf(places: readonly SitePlace[]): Promise<readonly (string | undefined)[]>;
}

const PlaceRecordSchema = z.looseObject({
  hash: z.string(),
  orderRef: z.string(),
  siteRef: z.string(),
  row: z.int().positive(),
  fileId: z.string(),
  orderId: z.string(),
  index: z.int().nonnegative(),
});

/** What has become of an order's sites, by their index. */
export type SiteStates = (orderId: string) => Promise<(index: number) => EarlierSite["state"]>;

const inThisFile = (row: number): string => `row ${String(row)} of this file`;

export class TableEarlierPlaces implements EarlierPlaces {
  readonly #table: Table;
  readonly #distributor: string;
  readonly #fileId: string;
  readonly #statesOf: SiteStates;

  constructor(table: Table, file: { readonly distributor: string; readonly fileId: string }, statesOf: SiteStates) {
    this.#table = table;
    this.#distributor = file.distributor;
    this.#fileId = file.fileId;
    this.#statesOf = statesOf;
  }

  async othersOf(places: readonly SitePlace[]): Promise<(string | undefined)[]> {
    const wanted = new Set(places.map(({ hash }) => hash));
    const found = await this.#table.getMany([...wanted].map((hash) => keys.place(this.#distributor, hash)));
    const known = new Map<string, { readonly orderRef: string; readonly words: string }>();
    const states = new Map<string, Awaited<ReturnType<SiteStates>>>();
    for (const item of found) {
      const { hash, orderRef, siteRef, row, fileId, orderId, index } = PlaceRecordSchema.parse(item);
      const stateOf = states.get(orderId) ?? (await this.#statesOf(orderId));
      states.set(orderId, stateOf);
      if (stateOf(index) === "ended") continue;
      const words = fileId === this.#fileId ? inThisFile(row) : `order ${orderRef}, site ${siteRef}, sent before`;
      known.set(hash, { orderRef, words });
    }
    return places.map(({ hash, orderRef, row }) => {
      const other = known.get(hash);
      if (other === undefined) known.set(hash, { orderRef, words: inThisFile(row) });
      return other === undefined || other.orderRef === orderRef ? undefined : other.words;
    });
  }

  /** The items by which later look-ups find a site. */
  recordOf(place: SitePlace, orderId: string, index: number): Key & Item {
    return { ...keys.place(this.#distributor, place.hash), ...place, fileId: this.#fileId, orderId, index };
  }
}

/** Of one file that nothing is known of but itself: some bytes a site. */
export class FilePlaces implements EarlierPlaces {
  /** Open addressing: 48 bits of the hash, and the row of the first site that has it; 0: free. */
  #keys = new Float64Array(1024);
  #rows = new Uint32Array(1024);
  #count = 0;

  othersOf(places: readonly SitePlace[]): Promise<(string | undefined)[]> {
    const others: (string | undefined)[] = [];
    for (let from = 0; from < places.length;) {
      let to = from + 1;
      while (places[to]?.orderRef === places[from]?.orderRef && to < places.length) to += 1;
      const order = places.slice(from, to);
      for (const { hash } of order) {
        const row = this.#rows[this.#slotOf(numberOf(hash))] ?? 0;
        others.push(row === 0 ? undefined : inThisFile(row));
      }
      for (const { hash, row } of order) this.#note(numberOf(hash), row);
      from = to;
    }
    return Promise.resolve(others);
  }

  #slotOf(key: number): number {
    const mask = this.#rows.length - 1;
    let slot = key & mask;
    while (this.#rows[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #note(key: number, row: number): void {
    if (this.#count * 2 >= this.#rows.length) this.#grow();
    const slot = this.#slotOf(key);
    if (this.#rows[slot] !== 0) return;
    this.#keys[slot] = key;
    this.#rows[slot] = row;
    this.#count += 1;
  }

  #grow(): void {
    const [oldKeys, oldRows] = [this.#keys, this.#rows];
    this.#keys = new Float64Array(oldKeys.length * 2);
    this.#rows = new Uint32Array(oldRows.length * 2);
    for (const [at, row] of oldRows.entries()) {
      if (row === 0) continue;
      const key = oldKeys[at] ?? 0;
      const slot = this.#slotOf(key);
      this.#keys[slot] = key;
      this.#rows[slot] = row;
    }
  }
}

const KEY_DIGITS = 12;
const numberOf = (hash: string): number => Number.parseInt(hash.slice(-KEY_DIGITS), 16);
