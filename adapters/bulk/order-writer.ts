// Writes order documents, many an object, and keeps the message of each order: where its document lies is known as soon
// as the object's turn in the spool is.
import type { S3Client } from "@aws-sdk/client-s3";
import type { Policy } from "../../contracts/outcomes.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import type { OrderHead } from "../../domain/bulk/order-head.ts";
import type { PlannedSite } from "../../domain/bulk/plan-order.ts";
import type { Claim } from "./earlier-orders.ts";
import { WORK_NAMES } from "./intake-summary.ts";
import { putObject } from "./objects.ts";

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

export class OrderWriter {
  readonly #options: OrderWriterOptions;
  #buffer = Buffer.allocUnsafe(OBJECT_BYTES);
  #bytes = 0;
  #objects = 1;

  constructor(options: OrderWriterOptions) {
    this.#options = options;
  }

  async write(claim: Claim, head: OrderHead, sites: readonly PlannedSite[]): Promise<OrderMessage> {
    const { fileId, distributor, policy, prefix } = this.#options;
    const own = JSON.stringify({ ...claim, fileId, distributor, policy, ...head });
    const members = sites.map(({ row, json }) => `{"row":${String(row)},${json.slice(1)}`).join(",");
    const line = `${own.slice(0, -1)},"sites":[${members}]}\n`;
    const bytes = Buffer.byteLength(line);
    if (this.#bytes + bytes > this.#buffer.length) await this.flush();
    if (bytes > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(bytes);
    const document = { key: prefix + WORK_NAMES.orders(this.#objects), from: this.#bytes, bytes: bytes - 1 };
    this.#bytes += this.#buffer.write(line, this.#bytes);
    return { orderId: claim.orderId, fileId, distributor, document, siteCount: sites.length };
  }

  /** To be called at the end, too. */
  async flush(): Promise<void> {
    if (this.#bytes === 0) return;
    const { s3, bucket, prefix } = this.#options;
    const key = prefix + WORK_NAMES.orders(this.#objects);
    // Sent before the next order is written over it.
    await putObject(s3, { bucket, key }, this.#buffer.subarray(0, this.#bytes), "application/x-ndjson");
    this.#bytes = 0;
    this.#objects += 1;
  }
}
