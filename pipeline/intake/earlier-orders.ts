// What earlier files sent, and the claim of an order_ref for this one. An order_ref is held by one file at a time: from its
// claim until its sites are recorded nobody else may plan with it, so that two files never send the same site. What a revision
// recorded stays beside what later ones record: a write that comes late, from a function that has died, hides nothing newer.
import * as z from "zod";
import type { OrderDocument } from "../../contracts/order-document.ts";
import { orderIdOf } from "../../contracts/ids.ts";
import { keys, OrderRecordSchema, type SiteRecord } from "../../contracts/records.ts";
import type { EarlierSite, PlannedSite } from "../../domain/orders/plan-order.ts";
import { readableSitesIn } from "../orders/site-groups.ts";
import { earlierState } from "../../domain/orders/earlier-state.ts";
import type { Item, Key, Table } from "../../adapters/aws/table.ts";
import type { EarlierOrder, EarlierOrders } from "../../domain/orders/plan-orders.ts";
import { readRecord, UnreadableRecord } from "../orders/unreadable-record.ts";
import { looseObject } from "../../contracts/object-schemas.ts";

export const OrderRefSchema = looseObject(() => ({
  revision: z.int().positive(),
  fileId: z.string(),
  /** claimed: its file is still writing the sites. */
  state: z.enum(["claimed", "recorded"]),
}));
type OrderRef = z.infer<typeof OrderRefSchema>;

export const SiteRefSchema = looseObject(() => ({
  siteRef: z.string(),
  hash: z.string(),
  fileId: z.string(),
  orderId: z.string(),
  index: z.int().nonnegative(),
}));
type SiteRef = z.infer<typeof SiteRefSchema>;

interface OrderSites {
  readonly sites: ReadonlyMap<string, SiteRecord>;
  /** Sites are recorded one after another; from then on there come no more. */
  readonly isComplete: boolean;
}

export interface KnownOrder extends EarlierOrder {
  /** What was seen of the order_ref when its sites were decided: a claim holds only if nobody has claimed it since. */
  readonly seen: OrderRef | undefined;
  /** The order that an earlier attempt of this file has recorded for it. */
  readonly own: string | undefined;
}

export interface Claim {
  readonly orderId: string;
  readonly revision: number;
}

export type RecordedSite = Pick<PlannedSite, "siteRef" | "hash">;

/** How many orders were looked up, and how many of them each earlier file has sent. */
export interface SeenOrders {
  readonly orders: number;
  readonly byFile: readonly (readonly [fileId: string, orders: number])[];
}

interface EarlierOrdersOptions {
  readonly before?: SeenOrders | undefined;
  /** Given each record that cannot be read. */
  readonly onUnreadable?: (met: UnreadableRecord) => Promise<void>;
}

export class TableEarlierOrders implements EarlierOrders<KnownOrder> {
  readonly #table: Table;
  readonly #distributor: string;
  readonly #fileId: string;
  readonly #onUnreadable: (met: UnreadableRecord) => Promise<void>;
  #ordersSeen = 0;
  readonly #ordersByFile = new Map<string, number>();

  /** `before`: what earlier invocations have seen of the same file. */
  constructor(
    table: Table,
    { distributor, fileId }: { readonly distributor: string; readonly fileId: string },
    { before, onUnreadable }: EarlierOrdersOptions = {},
  ) {
    this.#ordersSeen = before?.orders ?? 0;
    for (const [earlier, orders] of before?.byFile ?? []) this.#ordersByFile.set(earlier, orders);
    this.#onUnreadable = onUnreadable ?? (() => Promise.resolve());
    this.#table = table;
    this.#distributor = distributor;
    this.#fileId = fileId;
  }

  async of(orderRef: string): Promise<KnownOrder | undefined> {
    try {
      return await this.#of(orderRef);
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      // Of this order_ref alone: the others of the file go on.
      await this.#onUnreadable(error);
      return { sites: new Map(), seen: undefined, own: undefined, isUnreadable: true };
    }
  }

  async #of(orderRef: string): Promise<KnownOrder | undefined> {
    const seen = await this.#orderRef(orderRef);
    const sites = new Map<string, EarlierSite>();
    this.#ordersSeen += 1;
    if (seen === undefined) return { sites, seen, own: undefined };
    const records = await this.#siteRefs(orderRef);
    this.#note(records);
    const ownRecords = records.filter(({ fileId }) => fileId === this.#fileId);
    const own = ownRecords.at(0)?.orderId;
    // What an attempt of this very file has recorded stays its own, even if another file has claimed the next revision since.
    if (seen.fileId !== this.#fileId && seen.state === "claimed" && own === undefined) return undefined;
    // All that this file sends is recorded: other files were told of it, and may have sent since what it had not.
    const decided = own !== undefined && (seen.fileId !== this.#fileId || seen.state === "recorded");
    const ownSites = new Set(ownRecords.map(({ siteRef }) => siteRef));
    const orders = new Map<string, OrderSites>();
    for (const { siteRef, hash, orderId, index } of records) {
      // The file's own are decided again, the same way; of the others the newest counts.
      if (ownSites.has(siteRef) || sites.has(siteRef)) continue;
      const order = orders.get(orderId) ?? (await this.#sitesOfOrder(orderId));
      orders.set(orderId, order);
      const record = order.sites.get(siteRef);
      // Recorded by an attempt that did not come to its end, and decided otherwise by the one that did.
      if (record === undefined && order.isComplete) continue;
      const earlier = earlierState(record);
      const state = decided && earlier.state === "ended" ? "inFlight" : earlier.state;
      sites.set(siteRef, { ...earlier, state, hash, orderId, index: record?.index ?? index });
    }
    return { sites, seen, own };
  }

  get seen(): SeenOrders {
    return { orders: this.#ordersSeen, byFile: [...this.#ordersByFile] };
  }

  /** Where all orders of the file are looked up once more: each counts once. */
  readonly forgetSeen = (): void => {
    this.#ordersSeen = 0;
    this.#ordersByFile.clear();
  };

  #note(records: readonly SiteRef[]): void {
    const newest = records.find(({ fileId }) => fileId !== this.#fileId)?.fileId;
    if (newest !== undefined) this.#ordersByFile.set(newest, (this.#ordersByFile.get(newest) ?? 0) + 1);
  }

  /** Undefined: another file was faster; what was decided about the sites may no longer be true. */
  async claim(orderRef: string, known: KnownOrder): Promise<Claim | undefined> {
    const { seen } = known;
    const taken = seen === undefined ? await this.#claimFirst(orderRef) : await this.#claimAfter(orderRef, seen, known);
    // Two readings of this file side by side: the other has recorded the order meanwhile, and a later file has gone on.
    return taken ?? (await this.#ownClaim(orderRef, known));
  }

  async #claimFirst(orderRef: string): Promise<Claim | undefined> {
    const fresh = { ...this.#keyOf(orderRef), orderRef, revision: 1, fileId: this.#fileId, state: "claimed" };
    if (await this.#table.put(fresh, { ifAbsent: true })) return this.#claimOf(orderRef, 1);
    return this.#claimHeld(orderRef);
  }

  async #claimAfter(orderRef: string, seen: OrderRef, { own }: KnownOrder): Promise<Claim | undefined> {
    if (seen.fileId === this.#fileId) return this.#claimOf(orderRef, seen.revision);
    // The claim of an earlier attempt stands.
    if (own !== undefined) return undefined;
    const revision = seen.revision + 1;
    const taken = await this.#table.update(this.#keyOf(orderRef), {
      set: { revision, fileId: this.#fileId, state: "claimed" },
      when: { revision: seen.revision, state: "recorded", fileId: seen.fileId },
    });
    return taken === undefined ? this.#claimHeld(orderRef) : this.#claimOf(orderRef, revision);
  }

  /** A write that was answered too late finds itself. */
  async #claimHeld(orderRef: string): Promise<Claim | undefined> {
    const there = await this.#orderRef(orderRef);
    return there?.fileId === this.#fileId ? this.#claimOf(orderRef, there.revision) : undefined;
  }

  /** The claim of an attempt of this file that has recorded its sites. */
  async #ownClaim(orderRef: string, { own }: KnownOrder): Promise<Claim | undefined> {
    const orderId = own ?? (await this.#ownOrder(orderRef));
    const newest = (await this.#orderRef(orderRef))?.revision ?? 0;
    for (let revision = newest; orderId !== undefined && revision > 0; revision -= 1) {
      const claim = this.#claimOf(orderRef, revision);
      if (claim.orderId === orderId) return claim;
    }
    return undefined;
  }

  async #ownOrder(orderRef: string): Promise<string | undefined> {
    const records = await this.#siteRefs(orderRef);
    return records.find(({ fileId }) => fileId === this.#fileId)?.orderId;
  }

  /** What each revision has recorded, the newest first. */
  async #siteRefs(orderRef: string): Promise<SiteRef[]> {
    const { pk, prefix } = keys.sitesOfRef(this.#distributor, orderRef);
    const found: SiteRef[] = [];
    for await (const item of this.#table.query(pk, { prefix, descending: true }))
      found.push(readRecord(SiteRefSchema, item));
    return found;
  }

  /** The sites are this file's from here on; then the order_ref is free for the next file. */
  async record(
    { orderRef, orderId, revision }: Claim & Pick<OrderDocument, "orderRef">,
    sites: readonly RecordedSite[],
    alongWith: readonly (Key & Item)[] = [],
  ): Promise<void> {
    const records = sites.map(({ siteRef, hash }, index) => ({
      ...keys.siteRef(this.#distributor, orderRef, revision, siteRef),
      ...{ siteRef, hash, fileId: this.#fileId, orderId, index },
    }));
    await this.#table.putMany([...records, ...alongWith]);
    await this.#table.update(this.#keyOf(orderRef), {
      set: { state: "recorded" },
      when: { fileId: this.#fileId },
    });
  }

  async #orderRef(orderRef: string): Promise<OrderRef | undefined> {
    const item = await this.#table.get(this.#keyOf(orderRef));
    return item === undefined ? undefined : readRecord(OrderRefSchema, item);
  }

  #keyOf(orderRef: string) {
    return keys.orderRef(this.#distributor, orderRef);
  }

  #claimOf(orderRef: string, revision: number): Claim {
    return { orderId: orderIdOf(this.#distributor, orderRef, revision), revision };
  }

  async #sitesOfOrder(orderId: string): Promise<OrderSites> {
    const meta = OrderRecordSchema.safeParse(await this.#table.get(keys.order(orderId)));
    // The order has not been started yet.
    if (!meta.success) return { sites: new Map(), isComplete: false };
    const { pk, prefix } = keys.sitesOf(orderId);
    const items: Item[] = [];
    for await (const item of this.#table.query(pk, { prefix })) items.push(item);
    // One that cannot be read is on its way for all that anybody knows.
    const { sites: readable } = readableSitesIn(items);
    const sites = new Map(readable.map((site) => [site.siteRef, site]));
    return { sites, isComplete: sites.size >= meta.data.siteCount };
  }
}
