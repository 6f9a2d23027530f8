// The embedded cloud with the product's own stacks, started without the command line, for tests that change by hand what a run has left
// behind.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cachedAssembly } from "../../cli/assembly-cache.ts";
import { type BulkStore, bulkStore, type Endpoint } from "../../cli/bulk-store.ts";
import { dropFile, fileToDrop } from "../../cli/drop-file.ts";
import { readBatches } from "../../cli/follow-files.ts";
import { NAMES } from "../../contracts/deployment.ts";
import { keys, type OrderRecord } from "../../contracts/records.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { csvOf, type rowsOf } from "./hand-written-file.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const LOOK_EVERY_MILLIS = 200;
const DISTRIBUTOR = "demo";

export class ProductCloud {
  readonly cloud: Cloud;
  readonly endpoint: Endpoint;
  readonly store: BulkStore;
  /** What IAM refused: the functions need no more than their roles allow. */
  readonly denied: readonly string[];
  readonly #dir: string;

  private constructor(cloud: Cloud, dir: string, denied: readonly string[]) {
    this.cloud = cloud;
    this.endpoint = { endpoint: cloud.endpoint, region: cloud.region, credentials: cloud.rootCredentials };
    this.store = bulkStore(cloud.outputs, this.endpoint);
    this.denied = denied;
    this.#dir = dir;
  }

  static async start(): Promise<ProductCloud> {
    const dir = await mkdtemp(join(tmpdir(), "apex-product-"));
    const denied: string[] = [];
    const cloud = await startCloud({
      assemblyDir: await cachedAssembly({
        root: ROOT,
        settings: { demoDistributor: "on" },
        environment: process.env,
      }),
      dataDir: join(dir, "cloud"),
      onEvent: (event) => {
        if (event.type === "accessDenied") denied.push(`${event.principal} ${event.action} ${event.resource}`);
      },
    });
    return new ProductCloud(cloud, dir, denied);
  }

  async close(): Promise<void> {
    this.store.close();
    await this.cloud.close();
    await rm(this.#dir, { recursive: true, force: true });
  }

  /** Drops a file as the command line does; gives back its id. */
  async drop(name: string, rows: ReturnType<typeof rowsOf>): Promise<string> {
    await writeFile(join(this.#dir, name), csvOf(rows));
    const file = await fileToDrop(join(this.#dir, name), DISTRIBUTOR);
    await dropFile(this.store, file, { distributor: DISTRIBUTOR, policy: undefined, sheet: undefined });
    return file.fileId;
  }

  async file(fileId: string): Promise<Readonly<Record<string, unknown>>> {
    return (await this.store.table.get(keys.file(fileId))) ?? {};
  }

  /** Looks until the file is as asked; `step` is done before each further look. */
  async fileOnce(
    fileId: string,
    isReady: (file: Readonly<Record<string, unknown>>) => boolean,
    step: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<Readonly<Record<string, unknown>>> {
    for (let file = await this.file(fileId); ; file = await this.file(fileId)) {
      if (isReady(file)) return file;
      await step();
      await sleep(LOOK_EVERY_MILLIS);
    }
  }

  /** The file's orders, once there are some and each is as asked. */
  async ordersOnce(fileId: string, isReady: (order: OrderRecord) => boolean): Promise<readonly OrderRecord[]> {
    for (;;) {
      const [batch] = await readBatches(this.store.table, [{ fileId, name: fileId }]);
      if (batch!.orders.length > 0 && batch!.orders.every(isReady)) return batch!.orders;
      await sleep(LOOK_EVERY_MILLIS);
    }
  }

  /** What the sync answered; throws what it threw. */
  async sync(event: object): Promise<unknown> {
    const answer = await this.cloud.invoke(this.cloud.outputs[NAMES.outputs.sync]!, event);
    if (!answer.ok) throw new Error(answer.error.errorMessage);
    return answer.payload;
  }
}
