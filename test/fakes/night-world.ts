// A world for nightly runs: files that were really taken in, orders that stand where a test puts them, a partner with orders of its
// own, a key that signs. `night()` runs until the certificate is there and answers what it says.
import { CertificateSchema, type CertificateBody } from "../../contracts/certificate.ts";
import { indexKeys, keys, type OrderRecord, type SiteRecord } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import type { DroppedObject } from "../../domain/dropped-objects.ts";
import { newOrder, newSites } from "../../domain/orders/new-order.ts";
import { settleDeps } from "../../pipeline/orders/settle-deps.ts";
import { closeFileIfSettled } from "../../pipeline/results/close-file.ts";
import { newGroups } from "../../pipeline/orders/site-groups.ts";
import { reconcile, type ReconcileDeps } from "../../pipeline/reconcile/reconcile.ts";
import { checkCertificate } from "../../pipeline/reconcile/check-certificate.ts";
import { jsonLogger } from "../../adapters/runtime/logger.ts";
import { BulkWorld } from "../pipeline/intake/bulk-world.ts";
import { csvOf, validRows } from "../pipeline/intake/example-file.ts";
import { FakeExecutions } from "./fake-executions.ts";
import { FakePartner } from "./fake-partner.ts";
import { KeySigner } from "./key-signer.ts";
import { FakeTokens } from "./pipeline-world.ts";
import { RecordingMeter } from "./recording-meter.ts";

export const DAY = 86_400_000;
/** A partner's order as it answers for one. */
export interface PartnerSide {
  orderId: string;
  status: string;
  subOrders: { subOrderId: string; siteId?: string; status: string }[];
}

export class NightWorld {
  readonly bulk = new BulkWorld();
  readonly partner = new FakePartner();
  readonly executions = new FakeExecutions();
  readonly tokens = new FakeTokens();
  readonly signer = new KeySigner();
  readonly meter = new RecordingMeter();
  readonly logged: string[] = [];
  readonly toldAgain: DroppedObject[] = [];
  /** By quote. */
  readonly partnerOrders = new Map<string, PartnerSide[]>();
  time = Date.UTC(2027, 0, 5, 9, 30);
  remaining = 900_000;
  readonly deps: { -readonly [K in keyof ReconcileDeps]: ReconcileDeps[K] };

  constructor() {
    const clock = { now: () => new Date((this.time += 1)) };
    this.bulk.deps.clock = clock;
    const { s3, table, filesBucket, workBucket, sendOrders } = this.bulk.deps;
    const bulk = { s3, table, filesBucket, workBucket, clock, meter: this.meter };
    const settling = settleDeps(bulk, "sync", { tokens: this.tokens, sendOrders });
    this.partner.scripts.getOrders = ({ quoteId }: { quoteId: string }) => ({
      kind: "confirmed",
      response: { quoteId, orders: this.partnerOrders.get(quoteId) ?? [] },
    });
    this.deps = {
      ...bulk,
      ...settling,
      ...{ executions: this.executions, sendOrders, calls: this.partner, signer: this.signer, service: "apex-bulk" },
      personalDataDays: 400,
      ...{ creditLookup: true, contractLookup: true, orderLookup: true, transactionLookup: true },
      sendDrop: (drop) => Promise.resolve(void this.toldAgain.push(drop)),
      now: () => settling.orders.now(),
      sleep: (millis) => Promise.resolve((this.time += millis)),
      newOwner: () => `owner-${String((this.#owners += 1))}`,
    };
  }
  #owners = 0;

  /** A file of `orders` orders of two sites each, taken in as it is dropped. Answers its orders. */
  async file(name = "a.csv", orders = 1): Promise<OrderMessage[]> {
    const rows = validRows(orders * 2, 2).map((row) => ({ ...row, order_ref: `${name}-${row["order_ref"] ?? ""}` }));
    await this.bulk.drop(name, csvOf(rows));
    return this.bulk.sent.splice(0);
  }

  /** The order as it stands, with its sites, its marker unless it is at rest, its execution, and AT&T's side of it. */
  async order(
    message: OrderMessage,
    changes: Partial<OrderRecord> = {},
    siteChanges: Partial<SiteRecord> = {},
  ): Promise<OrderRecord> {
    const [document] = await this.bulk.documents([message]);
    const at = new Date(this.time).toISOString();
    const { orderId, fileId } = message;
    const n = orderId.slice(-6);
    const fresh = newOrder(message, document!, at);
    const order: OrderRecord = {
      ...fresh,
      status: "inProgress",
      stage: "handoff",
      executions: 1,
      quoteId: `0Q0${n}`,
      ...changes,
    };
    await this.bulk.table.put({ ...keys.order(orderId), ...indexKeys.order(fileId, order.status, orderId), ...order });
    const sites = newSites(document!).map((site) => ({ ...site, ...this.ids(n, site.index), ...siteChanges }));
    await this.bulk.table.putMany(newGroups(sites));
    const isAtRest = ["completed", "held", "failed", "cancelled"].includes(order.status);
    if (isAtRest) {
      await this.bulk.table.delete(keys.openOrder(fileId, orderId));
      await closeFileIfSettled(this.bulk.deps, fileId);
    } else await this.executions.start(orderId, {} as never);
    return order;
  }

  ids = (n: string, index: number) => ({
    siteId: `a7l${n}${String(index)}`,
    subOrderId: `801${n}${String(index + 1)}`,
  });

  /** An order that is handed off whole, at AT&T as here. */
  async completed(message: OrderMessage): Promise<{ order: OrderRecord; there: PartnerSide }> {
    const n = message.orderId.slice(-6);
    const ours = { contractEnvelopeId: `a4T${n}`, contractStatus: "signed", partnerOrderId: `801${n}0` } as const;
    const handedOffAt = new Date(this.time).toISOString();
    const order = await this.order(message, { status: "completed", ...ours }, { status: "completed", handedOffAt });
    const subOrders = [0, 1].map((index) => ({ ...this.ids(n, index), status: "Submitted" }));
    const there = { orderId: ours.partnerOrderId, status: "Submitted", subOrders };
    this.partnerOrders.set(order.quoteId ?? "", [there]);
    return { order, there };
  }

  invocation() {
    return {
      functionName: "sync",
      log: jsonLogger((line) => this.logged.push(line)),
      meter: this.meter,
      remainingMillis: () => this.remaining,
    };
  }

  run(begins = true, graceMinutes = 0) {
    return reconcile(this.deps, { begins, graceMinutes }, this.invocation());
  }

  /** A whole run, a day after the one before. */
  async night(): Promise<CertificateBody> {
    this.time += DAY;
    for (let begins = true; (await this.run(begins)) !== "written"; begins = false) this.time += 15 * 60_000;
    return this.certificate();
  }

  certificate(): CertificateBody {
    const bytes = this.bulk.s3.bytes("files", this.certificateKeys().at(-1)!);
    const verdict = checkCertificate({ bytes, pinnedKey: this.signer.pem });
    if (!verdict.valid) throw new Error(verdict.reason);
    return CertificateSchema.parse(JSON.parse(bytes.toString("utf8"))).certificate;
  }

  certificateKeys = (): string[] => this.bulk.s3.keys("files", "certificates/").toSorted();
}

/** What a class came to, without zeros. */
export const counted = ({ classes }: CertificateBody, name: keyof CertificateBody["classes"]) =>
  Object.fromEntries(Object.entries(classes[name]).filter(([, count]) => count > 0));
