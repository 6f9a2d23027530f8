// What `show` prints for people: the state in the first line, then why, what to do, and the details.
import type { Price } from "../contracts/records.ts";
import { endingLeases, LEASE_WARNING_DAYS, LEASE_WORDS } from "../domain/orders/leases.ts";
import { AWAITED_WORDS } from "../domain/orders/awaited-words.ts";
import { plainWords } from "../domain/results/report-words.ts";
import type { Shown } from "../pipeline/operators/describe-reference.ts";
import type { OptionValues } from "./command-call.ts";
import type { Paint, PaintStyle } from "./paint.ts";
import type { ReadSession } from "./read-session.ts";
import { commandTo } from "./run-options.ts";
import { ageText, ageTo, dollars, instantText } from "./shown-values.ts";
import { table } from "./table.ts";

export interface ShownReference {
  readonly ref: string;
  /** As a heading names it: `order PO-7`, `site PO-7/S-001`, `orders.csv`. */
  readonly title: string;
  readonly shown: Shown;
  /** Which of several it is, and what others there are. */
  readonly notes: readonly string[];
}

interface TextOptions {
  readonly values: OptionValues;
  readonly paint: Paint;
  readonly where: ReadSession["where"];
  readonly now: Date;
}

const STYLES: Readonly<Record<string, PaintStyle>> = {
  ...{
    completed: "green",
    failed: "red",
    rejected: "red",
    partial: "yellow",
    held: "yellow",
    needsAttention: "yellow",
  },
};
const EVENTS_SHOWN = 30;
const LABEL_COLUMNS = 9;

export function shownLines({ title, shown, notes }: ShownReference, options: TextOptions): string[] {
  const { paint, where } = options;
  const { status, stage, counts } = shown;
  const state = paint(STYLES[status] ?? "cyan", plainWords(status));
  const line = (label: string, text: string): string => `  ${paint("dim", label.padEnd(LABEL_COLUMNS))}${text}`;
  const counted = Object.entries(counts).map(([name, count]) => `${String(count)} ${plainWords(name)}`);
  return [
    `${paint("bold", title)}  ${state}${stage === null ? "" : ` in ${stage}`}`,
    ...notes.map((note) => line("", note)),
    ...reasonLines(shown, line),
    ...waitLines(shown, line, options),
    ...(counted.length > 0 && shown.kind !== "site"
      ? [line(shown.kind === "batch" ? "Orders" : "Sites", counted.join(", "))]
      : []),
    ...(shown.price === null ? [] : [line("Price", priceText(shown.price))]),
    ...leaseLines(shown, line, options),
    ...nextLines(shown, line, options),
    ...(where === "finished"
      ? [line("", "This is the state that the last run left; nothing moves until the next one.")]
      : []),
    "",
    ...table(Object.entries(shown.ids), { head: ["id", ""], paint }),
    ...timelineLines(shown, paint),
  ];
}

type Line = (label: string, text: string) => string;

function reasonLines({ reason }: Shown, line: Line): string[] {
  if (reason === null) return [];
  return [line("Why", `${reason.message} (${reason.code})`), ...(reason.fix === null ? [] : [line("Fix", reason.fix)])];
}

function waitLines({ waitingFor }: Shown, line: Line, { now }: TextOptions): string[] {
  if (waitingFor === null) return [];
  const { what, who, since, until } = waitingFor;
  const words = AWAITED_WORDS[what];
  const end = `, until ${until === null ? "somebody acts: it has no end of its own" : instantText(until)}`;
  return [line("Waits", `for ${words} by ${who} since ${instantText(since)} (${ageText(since, now)})${end}`)];
}

/** What expires; in color what expires within a week or has. */
function leaseLines({ leases }: Shown, line: Line, { now, paint }: TextOptions): string[] {
  const soon = new Set(endingLeases(leases, now, LEASE_WARNING_DAYS));
  return leases.map((lease, at) => {
    const isOver = Date.parse(lease.expires) < now.getTime();
    const when = isOver ? "over" : `in ${ageTo(lease.expires, now)}`;
    const marked = soon.has(lease) ? paint(isOver ? "red" : "yellow", when) : when;
    return line(at === 0 ? "Expires" : "", `${LEASE_WORDS[lease.lease]} ${instantText(lease.expires)} (${marked})`);
  });
}

function nextLines({ next, waitingFor }: Shown, line: Line, { values }: TextOptions): string[] {
  if (next.length > 0)
    return next.map(({ words, why }, at) => line(at === 0 ? "Now" : "", `${commandTo(words, values)}   (${why})`));
  return waitingFor === null ? [] : [line("Now", "nothing to do: it continues by itself")];
}

/** Integer cents. */
export const priceText = ({ recurring, oneTime }: Price): string =>
  `${dollars(recurring)} per month, ${dollars(oneTime)} once`;

function timelineLines({ timeline }: Shown, paint: Paint): string[] {
  if (timeline.length === 0) return [];
  const rows = grouped(timeline);
  const hidden = rows.length - EVENTS_SHOWN;
  return [
    "",
    ...table(rows.slice(-EVENTS_SHOWN), { head: ["when", "what", "by", ""], paint }),
    ...(hidden > 0 ? [paint("dim", `  … and ${String(hidden)} earlier ones: --json has all`)] : []),
  ];
}

/** What happened to many sites one after the other is one line; `--json` has each. */
function grouped(timeline: Shown["timeline"]): string[][] {
  const rows: string[][] = [];
  for (let from = 0; from < timeline.length;) {
    const { at, what, actor, detail } = timeline[from] ?? { at: "", what: "", actor: "", detail: "" };
    let to = from + 1;
    while (timeline[to]?.what === what && timeline[to]?.actor === actor) to += 1;
    const count = to - from;
    rows.push([
      instantText(at),
      plainWords(what),
      actor,
      count === 1 ? detail : `${String(count)} times, the last at ${instantText(timeline[to - 1]?.at ?? "").slice(11)}`,
    ]);
    from = to;
  }
  return rows;
}
