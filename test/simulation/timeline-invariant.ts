// The timeline as it lies in the table at the end of a run, held against every change of a status that the table has seen.
import type { Item } from "../../adapters/aws/table.ts";
import { isTimelineType } from "../../contracts/timeline.ts";
import { markedLines } from "../../pipeline/orders/marked-lines.ts";
import { linesIn, type Transition } from "./simulated-table.ts";

export interface Finding {
  /** Names the invariant: shrinking keeps it. */
  readonly rule: string;
  readonly detail: string;
}

export interface TimelineLine {
  readonly at: string;
  readonly type: string;
  readonly actor: string;
  readonly siteRef: string;
  readonly to: string;
  readonly note: string;
}

/** Lines with items of their own, those that records still hold, and those that marks tell; a line that is being moved is in both places. */
export function timelineOf(items: readonly Item[]): TimelineLine[] {
  const lines = new Map<string, TimelineLine>();
  const add = (line: Readonly<Record<string, unknown>>): void => {
    const [at, type, siteRef] = [String(line["at"]), String(line["type"]), String(line["siteRef"] ?? "")];
    const told = {
      at,
      type,
      siteRef,
      actor: String(line["actor"]),
      to: String(line["to"] ?? ""),
      note: String(line["note"] ?? ""),
    };
    lines.set(`${at} ${type} ${siteRef}`, told);
  };
  for (const item of items) {
    if (String(item["sk"]).startsWith("EVENT#")) add(item);
    else for (const line of [...markedLines(item), ...linesIn(item).map(([, told]) => told)]) add({ ...line });
  }
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/** A line is made up before its write, which may be slow. */
const WRITE_MILLIS_MAX = 120_000;
/** Says when the partner took the site, though a worker that died in between may have left it to others to write that down. */
const OF_THE_CALL = "siteHandedOff";

/** Each change of a status has a line of its own that names it. `timelines`: by the order's partition. */
export function untoldTransitions(
  transitions: readonly Transition[],
  timelines: ReadonlyMap<string, readonly TimelineLine[]>,
): Finding[] {
  const left = new Map([...timelines].map(([pk, lines]) => [pk, [...lines]]));
  return transitions.flatMap(({ pk, siteRef = "", to, at }) => {
    const lines = left.get(pk) ?? [];
    const found = lines.findIndex((line) => {
      const before = at - Date.parse(line.at);
      const isInTime = before >= 0 && (before <= WRITE_MILLIS_MAX || line.type === OF_THE_CALL);
      return line.to === to && line.siteRef === siteRef && isInTime;
    });
    if (found >= 0) lines.splice(found, 1);
    return found >= 0 ? [] : [{ rule: "every transition is in the timeline", detail: `${pk} ${siteRef} to ${to}` }];
  });
}

/** docs/timeline.md has them all. */
export function undocumentedWords(timelines: ReadonlyMap<string, readonly TimelineLine[]>): Finding[] {
  const types = new Set([...timelines.values()].flat().map(({ type }) => type));
  return [...types]
    .filter((type) => !isTimelineType(type))
    .map((type) => ({ rule: "every word of the timeline is in contracts/timeline.ts", detail: type }));
}
