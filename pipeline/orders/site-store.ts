// Site rows: read by range, changed one by one under conditions, so that a late repeat never undoes a later stage. A change of
// status carries its line of the timeline in the same write.
import type { Reason, SiteStatus } from "../../contracts/outcomes.ts";
import { type EventRecord, keys, type SiteRecord, SiteRecordSchema } from "../../contracts/records.ts";
import type { Stage } from "../../contracts/stages.ts";
import { concurrently } from "../../adapters/runtime/concurrently.ts";
import type { Item, Table, When } from "../../adapters/aws/table.ts";
import { lineOf, moveLines } from "./timeline.ts";

/** Single-item writes in flight at once. */
const WRITES_AT_ONCE = 16;
/** Statuses of a site that may still become something else; `failed` may be tried again under policies order and file. */
export const OPEN_SITE: readonly SiteStatus[] = ["acknowledged", "inProgress", "pending", "held"];

/** The timeline's words for a decision; what is none of these is a kind of rejection. */
const DECIDED_WORDS: Partial<Record<SiteStatus, string>> = { failed: "Failed", cancelled: "Cancelled", held: "Held" };

export interface FailedSite {
  readonly site: SiteRecord;
  readonly reason: Reason;
}

/** What the timeline says of a change. `at`: now, where nothing is given. */
export type SiteHappening = Pick<EventRecord, "type" | "stage"> &
  Partial<Pick<EventRecord, "at" | "to" | "reason">> & {
    readonly note?: string | undefined;
  };

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
    const { pk, prefix } = keys.sitesOf(orderId);
    const bounds = range && ([keys.site(orderId, range.from).sk, keys.site(orderId, range.to - 1).sk] as const);
    const sites: SiteRecord[] = [];
    for await (const item of this.#table.query(pk, bounds === undefined ? { prefix } : { between: bounds })) {
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
  async change(site: SiteRecord, set: Item, when: When, happened?: SiteHappening): Promise<SiteRecord | undefined> {
    const { orderId, siteRef } = site;
    const key = keys.site(orderId, site.index);
    const line = happened && lineOf({ at: this.#now(), orderId, siteRef, actor: this.#actor, ...happened });
    const item = await this.#table.update(key, {
      set: { ...set, ...line },
      ...(set["reason"] === undefined && { remove: ["reason", "decidedAt"] }),
      when: { orderId: { absent: false }, ...when },
    });
    if (item !== undefined) await moveLines(this.#table, key, item);
    return item && SiteRecordSchema.parse(item);
  }

  /**
   * Sets, once for each site, what a stage learned; `once` names the attribute that shows that it was set before. `note`: what
   * the timeline says of this site beside it.
   */
  async learn(
    changes: readonly { readonly site: SiteRecord; readonly set: Item; readonly note?: string | undefined }[],
    once: string,
    happened?: SiteHappening,
  ): Promise<void> {
    await concurrently(changes, WRITES_AT_ONCE, ({ site, set, note }) =>
      this.change(
        site,
        set,
        { [once]: { absent: true }, status: { in: OPEN_SITE } },
        happened && { ...happened, note },
      ),
    );
  }

  /** AT&T has the site. A fact: it stands whatever was decided about the site meanwhile. */
  async handedOff(site: SiteRecord, acknowledgement: string | undefined, at: string): Promise<SiteRecord | undefined> {
    return this.change(
      site,
      { status: "completed", stage: "handoff", acknowledgement, handedOffAt: at },
      { handedOffAt: { absent: true } },
      { type: "siteHandedOff", at, stage: "handoff", to: "completed" },
    );
  }

  /** Gives sites a final status with its reason, and the timeline a line each. */
  async decide(failed: readonly FailedSite[], stage: Stage, status: SiteStatus = "failed"): Promise<void> {
    const decidedAt = this.#now();
    const type = `site${DECIDED_WORDS[status] ?? "Rejected"}`;
    await concurrently(failed, WRITES_AT_ONCE, ({ site, reason }) =>
      this.change(
        site,
        { status, stage, reason, decidedAt },
        { status: { in: OPEN_SITE } },
        { type, at: decidedAt, stage, to: status, reason: reason.code },
      ),
    );
  }
}
