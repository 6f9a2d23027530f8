// Site rows: read by range, changed one by one under conditions, so that a late repeat never undoes a later stage.
import type { Reason, SiteStatus } from "../contracts/outcomes.ts";
import { keys, type SiteRecord, SiteRecordSchema } from "../contracts/records.ts";
import type { Stage } from "../contracts/stages.ts";
import { concurrently } from "./concurrently.ts";
import type { Item, Table, When } from "./table.ts";
import { putEvents } from "./timeline.ts";

/** Single-item writes in flight at once. */
const WRITES_AT_ONCE = 16;
/** Statuses of a site that may still become something else; `failed` may be tried again under policies order and file. */
export const OPEN_SITE: readonly SiteStatus[] = ["acknowledged", "inProgress", "pending", "held"];

export interface FailedSite {
  readonly site: SiteRecord;
  readonly reason: Reason;
}

export class SiteStore {
  readonly #table: Table;
  readonly #now: () => string;
  readonly #actor: string;

  constructor(table: Table, now: () => string, actor: string) {
    this.#table = table;
    this.#now = now;
    this.#actor = actor;
  }

  /** The sites `[from, to)`, by index; all when no range is given. */
  async sites(orderId: string, range?: { readonly from: number; readonly to: number }): Promise<SiteRecord[]> {
    const { pk } = keys.order(orderId);
    const bounds = range && ([keys.site(orderId, range.from).sk, keys.site(orderId, range.to - 1).sk] as const);
    const sites: SiteRecord[] = [];
    for await (const item of this.#table.query(pk, bounds === undefined ? { prefix: "SITE#" } : { between: bounds })) {
      sites.push(SiteRecordSchema.parse(item));
    }
    return sites;
  }

  /** Sites that are there already stay as they are: they may have moved on. */
  async create(sites: readonly SiteRecord[]): Promise<void> {
    await concurrently(sites, WRITES_AT_ONCE, (site) =>
      this.#table.put({ ...keys.site(site.orderId, site.index), ...site }, { ifAbsent: true }),
    );
  }

  /** Undefined: the condition did not hold. A site that goes on leaves the reason of an earlier failure behind. */
  async change(site: SiteRecord, set: Item, when: When): Promise<SiteRecord | undefined> {
    const item = await this.#table.update(keys.site(site.orderId, site.index), {
      set,
      ...(set["reason"] === undefined && { remove: ["reason", "decidedAt"] }),
      when: { orderId: { absent: false }, ...when },
    });
    return item && SiteRecordSchema.parse(item);
  }

  /** Sets, once for each site, what a stage learned; `once` names the attribute that shows that it was set before. */
  async learn(changes: readonly { readonly site: SiteRecord; readonly set: Item }[], once: string): Promise<void> {
    await concurrently(changes, WRITES_AT_ONCE, ({ site, set }) =>
      this.change(site, set, { [once]: { absent: true }, status: { in: OPEN_SITE } }),
    );
  }

  /** Gives sites a final status with its reason, and the timeline a line each. */
  async decide(failed: readonly FailedSite[], stage: Stage, status: SiteStatus = "failed"): Promise<void> {
    if (failed.length === 0) return;
    const decidedAt = this.#now();
    const lines = await concurrently(failed, WRITES_AT_ONCE, async ({ site, reason }) => {
      const changed = await this.change(site, { status, stage, reason, decidedAt }, { status: { in: OPEN_SITE } });
      const at = changed?.decidedAt ?? site.decidedAt;
      return at === undefined ? [] : [{ site, reason, at }];
    });
    const type = status === "failed" ? "siteFailed" : "siteDecided";
    await putEvents(
      this.#table,
      lines.flat().map(({ site, reason, at }) => ({
        ...{ at, type, orderId: site.orderId, siteRef: site.siteRef, stage },
        ...{ to: status, reason: reason.code, actor: this.#actor },
      })),
    );
  }

  async handedOff(sites: readonly SiteRecord[]): Promise<void> {
    await putEvents(
      this.#table,
      sites.flatMap(({ handedOffAt: at, orderId, siteRef }) =>
        at === undefined
          ? []
          : [
              {
                at,
                type: "siteHandedOff",
                orderId,
                siteRef,
                stage: "handoff",
                to: "completed",
                actor: this.#actor,
              } as const,
            ],
      ),
    );
  }
}
