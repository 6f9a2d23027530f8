// Who works on a nightly run: one invocation at a time. A run that was cut off is taken up by the next quarter-hourly one (ADR 0018);
// one that another invocation holds is left alone.
import { keys, type NightlyRecord, NightlyRecordSchema } from "../../contracts/records.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { readRecord } from "../orders/unreadable-record.ts";
import { looseObject } from "../../contracts/object-schemas.ts";

/** The chain of certificates goes on where it can. */
const CertificateOnlySchema = looseObject(() => ({
  certificate: NightlyRecordSchema.shape.certificate.catch(undefined),
}));

export interface LeaseAsk {
  /** A new run is asked for, unless one is under way. */
  readonly begins: boolean;
  readonly graceMinutes: number;
  readonly owner: string;
  readonly nowMillis: number;
  /** How long this invocation lives. */
  readonly remainingMillis: number;
}

/** After the invocation that holds the lease is certainly over. */
const LEASE_EXTRA_MILLIS = 60_000;

export class NightlyLease {
  readonly #table: Table;
  /** What was found could not be read: the run began in its place, and knows nothing of the one before but its certificate. */
  wasUnreadable = false;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Undefined: there is none, or one that cannot be read, in whose place the next run begins. */
  async read(): Promise<NightlyRecord | undefined> {
    return NightlyRecordSchema.safeParse(await this.#table.get(keys.nightly)).data;
  }

  /** The run to work on. Undefined: there is none, or another invocation works on it. */
  async take({
    begins,
    graceMinutes,
    owner,
    nowMillis,
    remainingMillis,
  }: LeaseAsk): Promise<NightlyRecord | undefined> {
    const known = await this.read();
    const leaseUntil = nowMillis + remainingMillis + LEASE_EXTRA_MILLIS;
    if (known?.state === "running") {
      if (known.leaseUntil > nowMillis) return undefined;
      return await this.#change({ owner, leaseUntil }, known);
    }
    if (!begins) return undefined;
    const fresh = {
      runId: new Date(nowMillis).toISOString(),
      state: "running",
      owner,
      leaseUntil,
      graceMinutes,
    } as const;
    if (known !== undefined) return await this.#change(fresh, known);
    return await this.#begin(fresh);
  }

  async #begin(fresh: NightlyRecord): Promise<NightlyRecord | undefined> {
    if (await this.#table.put({ ...keys.nightly, ...fresh }, { ifAbsent: true })) return fresh;
    const there = await this.#table.get(keys.nightly);
    // Begun by another meanwhile.
    if (NightlyRecordSchema.safeParse(there).success) return undefined;
    this.wasUnreadable = true;
    const { certificate } = CertificateOnlySchema.parse(there ?? {});
    const again = { ...fresh, ...(certificate !== undefined && { certificate }) };
    await this.#table.put({ ...keys.nightly, ...again });
    return again;
  }

  /** For the next invocation to take up at once. */
  async release(held: NightlyRecord): Promise<void> {
    await this.#change({ leaseUntil: 0 }, held);
  }

  async finish(held: NightlyRecord, certificate: NightlyRecord["certificate"]): Promise<void> {
    await this.#change({ state: "done", leaseUntil: 0, certificate }, held);
  }

  async #change(set: Partial<NightlyRecord>, { runId, owner }: NightlyRecord): Promise<NightlyRecord | undefined> {
    const item = await this.#table.update(keys.nightly, { set, when: { runId, owner } });
    return item && readRecord(NightlyRecordSchema, item);
  }
}
