// The timeline as it lies in the table at the end of a run, held against every change of a status that the table has seen.
import type { Item } from "../../adapters/aws/table.ts";
import { isTimelineType } from "../../contracts/timeline.ts";
import { markedEntries } from "../../pipeline/orders/marked-entries.ts";
import { entriesIn, type Transition } from "./simulated-table.ts";

export interface Finding {
  /** Names the invariant: shrinking keeps it. */
  readonly rule: string;
  readonly detail: string;
}

export interface TimelineEntry {
  readonly at: string;
  readonly type: string;
  readonly actor: string;
  readonly siteRef: string;
  readonly to: string;
  readonly note: string;
}

/** Entries with items of their own, those that records still hold, and those that marks tell; an entry that is being moved is in both places. */
export function timelineOf(items: readonly Item[]): TimelineEntry[] {
  const entries = new Map<string, TimelineEntry>();
  const add = (entry: Readonly<Record<string, unknown>>): void => {
    const [at, type, siteRef] = [String(entry["at"]), String(entry["type"]), String(entry["siteRef"] ?? "")];
    const told = {
      at,
      type,
      siteRef,
      actor: String(entry["actor"]),
      to: String(entry["to"] ?? ""),
      note: String(entry["note"] ?? ""),
    };
    entries.set(`${at} ${type} ${siteRef}`, told);
  };
  for (const item of items) {
    if (String(item["sk"]).startsWith("EVENT#")) add(item);
    else for (const entry of [...markedEntries(item), ...entriesIn(item).map(([, told]) => told)]) add({ ...entry });
  }
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** An entry is made up before its write, which may be slow. */
const WRITE_MILLIS_MAX = 120_000;
/** Says when the partner took the site, though a worker that died in between may have left it to others to write that down. */
const OF_THE_CALL = "siteHandedOff";

/** Each change of a status has an entry of its own that names it. `timelines`: by the order's partition. */
export function untoldTransitions(
  transitions: readonly Transition[],
  timelines: ReadonlyMap<string, readonly TimelineEntry[]>,
): Finding[] {
  const left = new Map([...timelines].map(([pk, entries]) => [pk, [...entries]]));
  return transitions.flatMap(({ pk, siteRef = "", to, at }) => {
    const entries = left.get(pk) ?? [];
    const found = entries.findIndex((entry) => {
      const before = at - Date.parse(entry.at);
      const isInTime = before >= 0 && (before <= WRITE_MILLIS_MAX || entry.type === OF_THE_CALL);
      return entry.to === to && entry.siteRef === siteRef && isInTime;
    });
    if (found >= 0) entries.splice(found, 1);
    return found >= 0 ? [] : [{ rule: "every transition is in the timeline", detail: `${pk} ${siteRef} to ${to}` }];
  });
}

/** docs/timeline.md has them all. */
export function undocumentedWords(timelines: ReadonlyMap<string, readonly TimelineEntry[]>): Finding[] {
  const types = new Set([...timelines.values()].flat().map(({ type }) => type));
  return [...types]
    .filter((type) => !isTimelineType(type))
    .map((type) => ({ rule: "every word of the timeline is in contracts/timeline.ts", detail: type }));
}
