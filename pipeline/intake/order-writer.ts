// Writes order documents, many an object, and keeps the message of each order: where its document lies is known as soon
// as the object's turn in the spool is.
import type { S3Client } from "@aws-sdk/client-s3";
import type { Policy } from "../../contracts/outcomes.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import type { OrderHead } from "../../domain/orders/order-head.ts";
import type { PlannedSite } from "../../domain/orders/plan-order.ts";
import type { Claim } from "./earlier-orders.ts";
import { WORK_NAMES } from "./intake-summary.ts";
import { putObject } from "../../adapters/aws/objects.ts";

/** An object is sent off when it has grown to this. */
const OBJECT_BYTES = 4 * 1024 * 1024;

export interface OrderWriterOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  /** With the closing slash. */
  readonly prefix: string;
  readonly fileId: string;
  readonly distributor: string;
  readonly policy: Policy;
}

/** UTF-8 takes three bytes a UTF-16 unit at most: most orders need not be measured. */
const UNIT_BYTES_MAX = 3;
/** Around a site's own text: its row, up to ten digits, and commas. */
const SITE_UNITS = 24;

export class OrderWriter implements AsyncDisposable {
  readonly #options: OrderWriterOptions;
  #buffer = Buffer.allocUnsafe(OBJECT_BYTES);
  /** Taken in turn: one is sent while the other is filled. Small files never need it. */
  #spare: Buffer<ArrayBuffer> | undefined;
  #bytes = 0;
  #objects = 1;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: OrderWriterOptions) {
    this.#options = options;
  }

  async write(claim: Claim, head: OrderHead, sites: readonly PlannedSite[]): Promise<OrderMessage> {
    const { fileId, distributor, policy, prefix } = this.#options;
    const own = JSON.stringify({ ...claim, fileId, distributor, policy, ...head });
    if (!this.#hasRoom(unitsOf(own, sites) * UNIT_BYTES_MAX)) await this.#makeRoom(bytesOf(own, sites));
    const from = this.#bytes;
    this.#put(own.slice(0, -1));
    this.#put(',"sites":[');
    for (const [at, { row, json }] of sites.entries()) {
      this.#put(`${at === 0 ? "" : ","}{"row":${String(row)},`);
      this.#put(json.slice(1));
    }
    this.#put("]}\n");
    const document = { key: prefix + WORK_NAMES.orders(this.#objects), from, bytes: this.#bytes - from - 1 };
    return { orderId: claim.orderId, fileId, distributor, document, siteCount: sites.length };
  }

  /** Sends what is left, and waits for everything. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#sending;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#sending]);
  }

  #put(text: string): void {
    this.#bytes += this.#buffer.write(text, this.#bytes);
  }

  #hasRoom(bytes: number): boolean {
    return this.#bytes + bytes <= this.#buffer.length;
  }

  async #makeRoom(bytes: number): Promise<void> {
    if (this.#hasRoom(bytes)) return;
    await this.#flush();
    if (bytes > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(bytes);
  }

  async #flush(): Promise<void> {
    // At most one object is on its way, and a failure is told here.
    await this.#sending;
    if (this.#bytes === 0) return;
    const { s3, bucket, prefix } = this.#options;
    const key = prefix + WORK_NAMES.orders(this.#objects);
    const body = this.#buffer.subarray(0, this.#bytes);
    this.#sending = putObject(s3, { bucket, key }, body, "application/x-ndjson");
    this.#sending.catch(() => undefined);
    [this.#buffer, this.#spare] = [this.#spare ?? Buffer.allocUnsafe(OBJECT_BYTES), this.#buffer];
    this.#bytes = 0;
    this.#objects += 1;
  }
}

function unitsOf(own: string, sites: readonly PlannedSite[]): number {
  let units = own.length + SITE_UNITS;
  for (const { json } of sites) units += json.length + SITE_UNITS;
  return units;
}

function bytesOf(own: string, sites: readonly PlannedSite[]): number {
  let bytes = Buffer.byteLength(own) + SITE_UNITS;
  for (const { json } of sites) bytes += Buffer.byteLength(json) + SITE_UNITS;
  return bytes;
}
