// Claims the orders that go, writes their documents, and records them: sites, messages and the markers of open orders.
// Orders of one call stand side by side at the table; each order's own steps keep their order.
import { EXPIRY_ATTRIBUTE, type FileRecord } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import { epochSecondsIn } from "../../domain/orders/expiry.ts";
import { concurrently } from "../../adapters/runtime/concurrently.ts";
import type { IntakeDeps } from "./bulk-deps.ts";
import { type Claim, type KnownOrder, type SeenOrders, TableEarlierOrders } from "./earlier-orders.ts";
import { noteUnreadable } from "../reconcile/unreadable-break.ts";
import { OpenOrders } from "../orders/open-orders.ts";
import { OrderWriter } from "./order-writer.ts";
import { TableEarlierAddresses } from "./earlier-addresses.ts";
import type { GoingOrder } from "../../domain/orders/plan-orders.ts";
import type { SpoolFile } from "../../reading/spool/spool-file.ts";

/** Requests of one invocation to the table at the same time. */
const TABLE_REQUESTS = 16;
const MARKERS_AT_ONCE = 500;

export interface RecordInto {
  readonly file: FileRecord;
  /** With the closing slash. */
  readonly workPrefix: string;
  /**
   * Markers are of this ISO instant, however late they are written: a reading that is overtaken began before any of its orders was
   * held, and a marker that is later than a hold says that somebody puts the order back to work.
   */
  readonly beganAt: string;
  readonly messages: SpoolFile;
  /** By earlier invocations. */
  readonly seen: SeenOrders | undefined;
}

export class OrderRecorder implements AsyncDisposable {
  readonly earlier: TableEarlierOrders;
  readonly addresses: TableEarlierAddresses;
  readonly #deps: IntakeDeps;
  readonly #into: RecordInto;
  readonly #writer: OrderWriter;
  /** Orders whose markers are to be written, many at a time. */
  #unmarked: OrderMessage[] = [];

  constructor(deps: IntakeDeps, into: RecordInto) {
    const { fileId, distributor, policy } = into.file;
    const { table, clock } = deps;
    this.#deps = deps;
    this.#into = into;
    this.earlier = new TableEarlierOrders(table, into.file, {
      before: into.seen,
      onUnreadable: (met) => noteUnreadable(table, met, clock.now().toISOString()),
    });
    this.addresses = new TableEarlierAddresses(table, into.file);
    const { s3, workBucket: bucket } = deps;
    this.#writer = new OrderWriter({ s3, bucket, prefix: into.workPrefix, fileId, distributor, policy });
  }

  /** For each order, false: another file has claimed it meanwhile. */
  async send(orders: readonly GoingOrder<KnownOrder>[]): Promise<boolean[]> {
    const claims = await concurrently(orders, TABLE_REQUESTS, ({ order, earlier }) =>
      earlier === undefined ? Promise.resolve(undefined) : this.earlier.claim(order.orderRef, earlier),
    );
    const sent: { readonly planned: GoingOrder<KnownOrder>; readonly claim: Claim; readonly message: OrderMessage }[] =
      [];
    for (const [at, planned] of orders.entries()) {
      const claim = claims[at];
      const message = await this.#write(planned, claim);
      if (claim !== undefined && message !== undefined) sent.push({ planned, claim, message });
    }
    const { clock, personalDataDays } = this.#deps;
    // Only a warning asks for them, and from an address's hash the address can be guessed.
    const expiry = { [EXPIRY_ATTRIBUTE]: epochSecondsIn(personalDataDays, clock.now()) };
    await concurrently(sent, TABLE_REQUESTS, async ({ planned: { order, plan, addresses }, claim }) => {
      const records = addresses.flatMap((address, at) =>
        address === undefined ? [] : [{ ...this.addresses.recordOf(address, claim.orderId, at), ...expiry }],
      );
      await this.earlier.record({ orderRef: order.orderRef, ...claim }, plan.send, records);
    });
    for (const { message } of sent) {
      this.#into.messages.append(`${JSON.stringify(message)}\n`);
      await this.#mark(message);
    }
    return claims.map((claim) => claim !== undefined);
  }

  async finish(): Promise<void> {
    await this.#writer.finish();
    await this.#putMarkers();
  }

  /** After a failure no request goes on behind the caller's back. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer[Symbol.asyncDispose]();
  }

  async #write(planned: GoingOrder<KnownOrder>, claim: Claim | undefined): Promise<OrderMessage | undefined> {
    const { head } = planned.order;
    return claim === undefined || head === undefined
      ? undefined
      : await this.#writer.write(claim, head, planned.plan.send);
  }

  async #mark(message: OrderMessage): Promise<void> {
    this.#unmarked.push(message);
    if (this.#unmarked.length >= MARKERS_AT_ONCE) await this.#putMarkers();
  }

  async #putMarkers(): Promise<void> {
    const { file, beganAt } = this.#into;
    await new OpenOrders(this.#deps.table).mark(file.fileId, this.#unmarked, beganAt);
    this.#unmarked = [];
  }
}
