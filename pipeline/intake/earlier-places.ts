// Finds sites that are probably ordered already under another order_ref: the same place and product, in this file or an earlier
// one of the distributor. Only a warning follows, since a second circuit may be wanted; so the records need no condition.
import * as z from "zod";
import { keys, SiteRecordSchema } from "../../contracts/records.ts";
import { earlierState } from "../../domain/orders/earlier-state.ts";
import type { Item, Key, Table } from "../../adapters/aws/table.ts";
import { NumberList } from "../../reading/spool/number-list.ts";
import { SlotTable } from "../../reading/spool/slot-table.ts";

export interface SitePlace {
  /** Of place and product (domain/rows/place-hash.ts), hexadecimal. */
  readonly hash: string;
  readonly orderRef: string;
  readonly siteRef: string;
  readonly row: number;
}

/** A site of another order at the same place. */
export interface OtherSite {
  readonly inThisFile: boolean;
  readonly row: number;
  /** Where they are known: the site may be of an earlier file. */
  readonly orderRef?: string;
  readonly siteRef?: string;
}

export interface EarlierPlaces {
  /** For each; undefined: there is none. An order's places come one after another. */
  othersOf(places: readonly SitePlace[]): Promise<readonly (OtherSite | undefined)[]>;
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

type PlaceRecord = z.infer<typeof PlaceRecordSchema>;
type SiteName = Pick<PlaceRecord, "orderId" | "index">;

export class TableEarlierPlaces implements EarlierPlaces {
  readonly #table: Table;
  readonly #distributor: string;
  readonly #fileId: string;

  constructor(table: Table, file: { readonly distributor: string; readonly fileId: string }) {
    this.#table = table;
    this.#distributor = file.distributor;
    this.#fileId = file.fileId;
  }

  async othersOf(places: readonly SitePlace[]): Promise<(OtherSite | undefined)[]> {
    const known = new Map<string, OtherSite>();
    for (const record of await this.#alive(await this.#recordsAt(places))) {
      known.set(record.hash, { ...record, inThisFile: record.fileId === this.#fileId });
    }
    return places.map(({ hash, orderRef, siteRef, row }) => {
      const other = known.get(hash);
      if (other === undefined) known.set(hash, { orderRef, siteRef, row, inThisFile: true });
      return other === undefined || other.orderRef === orderRef ? undefined : other;
    });
  }

  async #recordsAt(places: readonly SitePlace[]): Promise<PlaceRecord[]> {
    const hashes = new Set(places.map(({ hash }) => hash));
    const found = await this.#table.getMany([...hashes].map((hash) => keys.place(this.#distributor, hash)));
    return found.map((item) => PlaceRecordSchema.parse(item));
  }

  /** Without those that will never come to an order at AT&T. */
  async #alive(records: readonly PlaceRecord[]): Promise<PlaceRecord[]> {
    const nameOf = ({ orderId, index }: SiteName): string => `${orderId} ${String(index)}`;
    // Attempts at a file that decided otherwise may have left two places for one site, and a request names no key twice.
    const wanted = new Map(records.map((record) => [nameOf(record), keys.site(record.orderId, record.index)]));
    const items = await this.#table.getMany([...wanted.values()]);
    const sites = new Map(items.map((item) => SiteRecordSchema.parse(item)).map((site) => [nameOf(site), site]));
    return records.filter((record) => earlierState(sites.get(nameOf(record))).state !== "ended");
  }

  /** The items by which later look-ups find a site. */
  recordOf(place: SitePlace, orderId: string, index: number): Key & Item {
    return { ...keys.place(this.#distributor, place.hash), ...place, fileId: this.#fileId, orderId, index };
  }
}

/** Of one file that nothing is known of but itself: some bytes a site. */
export class FilePlaces implements EarlierPlaces {
  readonly #places = new SlotTable();
  /** The first row of each place. */
  readonly #rows = new NumberList("uint32");

  othersOf(places: readonly SitePlace[]): Promise<(OtherSite | undefined)[]> {
    const others: (OtherSite | undefined)[] = [];
    for (let from = 0; from < places.length;) {
      let to = from + 1;
      while (to < places.length && places[to]?.orderRef === places[from]?.orderRef) to += 1;
      const order = places.slice(from, to);
      for (const { hash } of order) {
        const place = this.#places.find(hash);
        others.push(place === undefined ? undefined : { row: this.#rows.at(place), inThisFile: true });
      }
      for (const { hash, row } of order) {
        if (this.#places.numberOf(hash) === this.#rows.length) this.#rows.push(row);
      }
      from = to;
    }
    return Promise.resolve(others);
  }
}
