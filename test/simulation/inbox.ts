// The inbox as distributors use it: files put there, put over each other, put there twice, renamed as an SFTP server does it,
// deleted, and what programs leave beside them. Keeps book of every drop, since each must have its answer.
import { createHash } from "node:crypto";
import { fileIdOf } from "../../contracts/ids.ts";
import { csvOf, type Row } from "../e2e/hand-written-file.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { SimulatedS3 } from "./simulated-s3.ts";

export interface DroppedFile {
  readonly key: string;
  readonly fileId: string;
  readonly rows: readonly Row[];
}

export interface Drop extends DroppedFile {
  readonly versionId: string;
  readonly at: number;
}

/** What is put there under a name, and is no drop. */
const LITTER = ["", ".DS_Store", "~$orders-0.xlsx", "orders-0.csv.filepart", "Thumbs.db"] as const;

export class Inbox {
  readonly drops: Drop[] = [];
  readonly litter: string[] = [];
  readonly #store: SimulatedS3;
  readonly #time: VirtualTime;
  /** Drops whose key has been deleted since, and when. */
  readonly #removed = new Map<Drop, number>();

  constructor(store: SimulatedS3, time: VirtualTime) {
    this.#store = store;
    this.#time = time;
  }

  /** The different files: the same bytes are one. */
  get files(): DroppedFile[] {
    return [...new Map(this.drops.map((drop) => [drop.fileId, drop])).values()];
  }

  dropsOf(fileId: string): Drop[] {
    return this.drops.filter((drop) => drop.fileId === fileId);
  }

  wasRemoved(drop: Drop): boolean {
    return this.#removed.has(drop);
  }

  removedAt(drop: Drop): number | undefined {
    return this.#removed.get(drop);
  }

  /** `name`: with the distributor's folder. */
  put(name: string, rows: readonly Row[], policy: string | undefined): void {
    const text = csvOf(rows);
    const [distributor = ""] = name.split("/");
    const fileId = fileIdOf(distributor, createHash("sha256").update(text).digest("hex"));
    const key = `inbox/${name}`;
    const versionId = this.#store.put(`files/${key}`, Buffer.from(text), policy === undefined ? {} : { policy });
    this.drops.push({ key, fileId, rows, versionId, at: this.#time.now() });
  }

  remove(name: string): void {
    const key = `inbox/${name}`;
    this.#store.remove(`files/${key}`);
    const at = this.#time.now();
    for (const drop of this.drops) if (drop.key === key && !this.#removed.has(drop)) this.#removed.set(drop, at);
  }

  /** Copied to the other name, then deleted under the first. */
  rename(from: string, to: string): void {
    const last = this.drops.findLast(({ key }) => key === `inbox/${from}`);
    const object = this.#store.objects.get(`files/inbox/${from}`);
    if (last === undefined || object === undefined) return;
    this.put(to, last.rows, object.metadata["policy"]);
    this.remove(from);
  }

  leaveLitter(distributor: string): void {
    for (const name of LITTER) {
      const key = `inbox/${distributor}/${name}`;
      this.litter.push(key);
      this.#store.put(`files/${key}`, Buffer.from(name === "" ? "" : "what a program keeps for itself"));
    }
  }
}
