// Breaks in the table: since when each is known, which run saw it last, and a person's word that one may stay. A break that a run has
// looked for and not found again is over.
import type { Break, BreakClass } from "../../contracts/certificate.ts";
import { keys, type OpenBreakRecord, OpenBreakRecordSchema } from "../../contracts/records.ts";
import type { Key, Table } from "../../adapters/aws/table.ts";
import { readableItems } from "../orders/readable-items.ts";
import type { Finding } from "./night.ts";

/** `record`: the item that it is about, for the table alone. */
export type FoundBreak = Omit<Break, "since"> & { readonly record?: Key };

export class BreakBook {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Found by this run, at this time. What a person has accepted counts no more, as long as it is the same. */
  async note({ record, ...found }: FoundBreak, runId: string, now: string): Promise<Finding> {
    const key = keys.openBreak(found);
    const before = await this.#table.get(key);
    // One that cannot be read is found anew.
    const known = OpenBreakRecordSchema.safeParse(before).data;
    const isSame = known?.cause === found.cause;
    const since = known?.since ?? now;
    const accepted = isSame ? known.accepted : undefined;
    const about = { ...(record !== undefined && { record }), ...(accepted !== undefined && { accepted }) };
    await this.#table.put({ ...key, ...found, since, seenBy: runId, ...about });
    if (accepted !== undefined) return { kind: "accepted", class: found.class };
    return { kind: "break", class: found.class, found: { ...found, since } };
  }

  async open(): Promise<OpenBreakRecord[]> {
    const found: OpenBreakRecord[] = [];
    const items = this.#table.query(keys.openBreaks.pk);
    for await (const one of readableItems(items, OpenBreakRecordSchema, () => undefined)) found.push(one);
    return found;
  }

  /** Those of an order that nobody has accepted. */
  async ofOrder(orderId: string): Promise<OpenBreakRecord[]> {
    return (await this.open()).filter((one) => one.orderId === orderId && one.accepted === undefined);
  }

  /**
   * Takes out what the run looked for and did not find; `classes`: those that it has compared to the end. `runId` is the instant at which the
   * run began: what others have met since then it may have passed already, and the next run looks at it.
   */
  async closeOthers(runId: string, classes: readonly BreakClass[]): Promise<void> {
    for (const one of await this.open()) {
      if (one.seenBy >= runId || !classes.includes(one.class)) continue;
      // Another run may have seen it again meanwhile.
      await this.#table.delete(keys.openBreak(one), { seenBy: one.seenBy });
    }
  }

  /** False: there is no such break any more. */
  async accept(one: OpenBreakRecord, reason: string, at: string): Promise<boolean> {
    const when = { cause: one.cause };
    return (await this.#table.update(keys.openBreak(one), { set: { accepted: { at, reason } }, when })) !== undefined;
  }
}
