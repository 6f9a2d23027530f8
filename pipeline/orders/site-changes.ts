// The changes that there are of a site: what a stage learned, a decision, a handoff. Each says to which states of the site it
// still applies, so that it can be repeated at any time.
import type { Reason, SiteStatus } from "../../contracts/outcomes.ts";
import type { EventRecord, SiteRecord } from "../../contracts/records.ts";
import type { Stage } from "../../contracts/stages.ts";

/** Statuses of a site that may still become something else; `failed` may be tried again under policies order and file. */
export const OPEN_SITE: readonly SiteStatus[] = ["acknowledged", "inProgress", "pending", "held"];
export const isOpenSite = ({ status }: SiteRecord): boolean => OPEN_SITE.includes(status);

/** What the timeline says of a change. `at`: now, where nothing is given. */
export type SiteHappening = Pick<EventRecord, "type" | "stage"> &
  Partial<Pick<EventRecord, "at" | "to" | "reason">> & {
    readonly note?: string | undefined;
  };

export interface SiteChange {
  /** As it was when the change was decided. */
  readonly site: SiteRecord;
  readonly set: Partial<SiteRecord>;
  /** Whether the change still applies to the site as it is. */
  readonly when: (now: SiteRecord) => boolean;
  readonly happened?: SiteHappening | undefined;
}

export interface Learned {
  readonly site: SiteRecord;
  readonly set: Partial<SiteRecord>;
  /** What the timeline says of this site beside what happened to all. */
  readonly note?: string | undefined;
}

/** `once`: the attribute that shows that it was learned before. */
export function learning(
  { site, set, note }: Learned,
  { once, happened }: { readonly once: "siteId" | "subOrderId"; readonly happened?: SiteHappening },
): SiteChange {
  return {
    site,
    set,
    when: (now) => now[once] === undefined && isOpenSite(now),
    happened: happened && { ...happened, note },
  };
}

/** AT&T's words as they came; the sites of a chunk share one item, which must hold the words of all of them. */
const ACKNOWLEDGEMENT_CHARACTERS_MAX = 1_000;

export function handOver(site: SiteRecord, acknowledgement: string | undefined, at: string): SiteChange {
  return {
    site,
    set: {
      ...{ status: "completed", stage: "handoff", handedOffAt: at },
      acknowledgement: acknowledgement?.slice(0, ACKNOWLEDGEMENT_CHARACTERS_MAX),
    },
    when: (now) => now.handedOffAt === undefined,
    happened: { type: "siteHandedOff", at, stage: "handoff", to: "completed" },
  };
}

/** The timeline's words for a decision; what is none of these is a kind of rejection. */
const DECIDED_WORDS: Partial<Record<SiteStatus, string>> = { failed: "Failed", cancelled: "Cancelled", held: "Held" };

export interface Decided {
  readonly reason: Reason;
  readonly stage: Stage;
  readonly status: SiteStatus;
  /** ISO instant. */
  readonly at: string;
}

export function decision(site: SiteRecord, { reason, stage, status, at }: Decided): SiteChange {
  return {
    site,
    set: { status, stage, reason, decidedAt: at },
    when: isOpenSite,
    happened: { type: `site${DECIDED_WORDS[status] ?? "Rejected"}`, at, stage, to: status, reason: reason.code },
  };
}
