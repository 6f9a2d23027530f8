// What a run of the sync could not do: one thing's trouble keeps no other from its repair, and the next run tries it again. A record that cannot
// be read is tried to no end: a break tells of it, with its key and what to do.
import type { Table } from "../../adapters/aws/table.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { errorFields } from "../../adapters/runtime/logger.ts";
import { idFields } from "../../domain/ids-in-message.ts";
import type { Clock } from "../../domain/ports.ts";
import { UnreadableRecord } from "../../pipeline/orders/unreadable-record.ts";
import { noteUnreadable } from "../../pipeline/reconcile/unreadable-break.ts";

export class SyncFailures {
  readonly #deps: { readonly table: Table; readonly clock: Clock };
  readonly #invocation: Invocation;
  readonly #unreadable = new Map<string, UnreadableRecord>();

  constructor(deps: { readonly table: Table; readonly clock: Clock }, invocation: Invocation) {
    this.#deps = deps;
    this.#invocation = invocation;
  }

  readonly meet = (id: string, error: unknown, event = "repairFailed"): void => {
    const { meter, log } = this.#invocation;
    meter.add("SyncFailures", 1);
    log.error(event, { id, ...idFields(id), ...errorFields(error) });
    if (error instanceof UnreadableRecord) this.#unreadable.set(error.record, error);
  };

  async attempt<T>(id: string, run: () => Promise<T>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      this.meet(id, error);
      return undefined;
    }
  }

  /** Breaks of what could not be read. To be called last. */
  async tell(): Promise<void> {
    const at = this.#deps.clock.now().toISOString();
    for (const [record, met] of this.#unreadable) {
      await this.attempt(record, () => noteUnreadable(this.#deps.table, met, at));
    }
  }
}
