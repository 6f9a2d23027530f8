// Finds sites that are probably ordered already under another order_ref: the same address and product, in this file or an earlier
// one of the distributor. Only a warning follows, since a second circuit may be wanted; so the records need no condition.
import * as z from "zod";
import { keys, type SiteRecord } from "../../contracts/records.ts";
import { earlierState } from "../../domain/orders/earlier-state.ts";
import { groupOf, readableSitesIn } from "../orders/site-groups.ts";
import type { EarlierAddresses, OtherSite, SiteAddress } from "../../domain/orders/site-addresses.ts";
import type { Item, Key, Table } from "../../adapters/aws/table.ts";
import { NumberList } from "../../reading/spool/number-list.ts";
import { SlotTable } from "../../reading/spool/slot-table.ts";
import { looseObject } from "../../contracts/object-schemas.ts";

const AddressRecordSchema = looseObject(() => ({
  hash: z.string(),
  orderRef: z.string(),
  siteRef: z.string(),
  row: z.int().positive(),
  fileId: z.string(),
  orderId: z.string(),
  index: z.int().nonnegative(),
}));

type AddressRecord = z.infer<typeof AddressRecordSchema>;
type SiteName = Pick<AddressRecord, "orderId" | "index">;

export class TableEarlierAddresses implements EarlierAddresses {
  readonly #table: Table;
  readonly #distributor: string;
  readonly #fileId: string;

  constructor(table: Table, file: { readonly distributor: string; readonly fileId: string }) {
    this.#table = table;
    this.#distributor = file.distributor;
    this.#fileId = file.fileId;
  }

  async othersAt(addresses: readonly SiteAddress[]): Promise<(OtherSite | undefined)[]> {
    const known = new Map<string, OtherSite>();
    for (const record of await this.#alive(await this.#recordsAt(addresses))) {
      known.set(record.hash, { ...record, inThisFile: record.fileId === this.#fileId });
    }
    return addresses.map(({ key, orderRef, siteRef, row }) => {
      const other = known.get(key);
      if (other === undefined) known.set(key, { orderRef, siteRef, row, inThisFile: true });
      return other === undefined || other.orderRef === orderRef ? undefined : other;
    });
  }

  async #recordsAt(addresses: readonly SiteAddress[]): Promise<AddressRecord[]> {
    const wanted = new Set(addresses.map(({ key }) => key));
    const found = await this.#table.getMany([...wanted].map((key) => keys.siteAddress(this.#distributor, key)));
    // Only a warning comes of one, and it expires: one that cannot be read is passed over.
    return found.flatMap((item) => AddressRecordSchema.safeParse(item).data ?? []);
  }

  /** Without those that will never come to an order at AT&T. */
  async #alive(records: readonly AddressRecord[]): Promise<AddressRecord[]> {
    const nameOf = ({ orderId, index }: SiteName): string => `${orderId} ${String(index)}`;
    // Attempts at a file that decided otherwise may have left two addresses for one site, and a request names no key twice.
    const groups = new Map(
      records.map(({ orderId, index }) => [`${orderId} ${String(groupOf(index))}`, { orderId, index }]),
    );
    const inGroups = await this.#table.getMany(
      [...groups.values()].map(({ orderId, index }) => keys.siteGroup(orderId, groupOf(index))),
    );
    const sites = new Map(sitesOfAll(inGroups).map((site) => [nameOf(site), site]));
    // Not started yet, or recorded before there were groups.
    const others = new Map(
      records.flatMap((record) => {
        const name = nameOf(record);
        return sites.has(name) ? [] : [[name, keys.site(record.orderId, record.index)] as const];
      }),
    );
    for (const site of sitesOfAll(await this.#table.getMany([...others.values()]))) sites.set(nameOf(site), site);
    return records.filter((record) => earlierState(sites.get(nameOf(record))).state !== "ended");
  }

  /** The items by which later look-ups find a site. */
  recordOf({ key, ...site }: SiteAddress, orderId: string, index: number): Key & Item {
    return { ...keys.siteAddress(this.#distributor, key), hash: key, ...site, fileId: this.#fileId, orderId, index };
  }
}

/** Items of several orders. Sites that cannot be read are on their way for all that anybody knows. */
const sitesOfAll = (items: readonly Item[]): SiteRecord[] => items.flatMap((item) => readableSitesIn([item]).sites);

/** Of one file that nothing is known of but itself: some bytes a site. */
export class FileAddresses implements EarlierAddresses {
  readonly #addresses = new SlotTable();
  /** The first row of each address. */
  readonly #rows = new NumberList("uint32");

  othersAt(addresses: readonly SiteAddress[]): Promise<(OtherSite | undefined)[]> {
    const others: (OtherSite | undefined)[] = [];
    for (let from = 0; from < addresses.length;) {
      let to = from + 1;
      while (to < addresses.length && addresses[to]?.orderRef === addresses[from]?.orderRef) to += 1;
      const order = addresses.slice(from, to);
      for (const { key } of order) {
        const known = this.#addresses.find(key);
        others.push(known === undefined ? undefined : { row: this.#rows.at(known), inThisFile: true });
      }
      for (const { key, row } of order) {
        if (this.#addresses.numberOf(key) === this.#rows.length) this.#rows.push(row);
      }
      from = to;
    }
    return Promise.resolve(others);
  }
}
