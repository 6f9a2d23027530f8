// What waits for whom: rows that are on the way or held, by what they wait for, since when the first of them waits, and when the
// first of these waits ends.
import { escaped, plural, section, shownInstant, stageWords } from "./report-markup.ts";
import { PAUSED_CODE } from "./row-wait.ts";
import type { Report, ReportSite } from "./report.ts";

interface Waits {
  readonly what: string;
  readonly who: string;
  rows: number;
  since: string;
  until: string;
}

export function waitsHtml({ sites }: Report): string {
  const waits = new Map<string, Waits>();
  for (const site of sites) {
    if (site.outcome !== "waiting" && site.outcome !== "held") continue;
    const [what, who] = waitedFor(site);
    const wait = waits.get(what);
    if (wait === undefined) waits.set(what, { what, who, rows: 1, since: site.since, until: site.until });
    else {
      wait.rows += 1;
      wait.since = earlier(wait.since, site.since);
      wait.until = earlier(wait.until, site.until);
    }
  }
  if (waits.size === 0) return "";
  const lines = [...waits.values()]
    .sort((one, other) => other.rows - one.rows)
    .map(
      ({ what, who, rows, since, until }) =>
        `<tr><td class="number" data-label="Rows">${escaped(rows)}</td><td data-label="Waits for">${escaped(what)}</td><td data-label="Who acts">${escaped(who)}</td><td data-label="Since">${escaped(shownInstant(since))}</td><td data-label="Until">${escaped(shownInstant(until))}</td></tr>`,
    );
  return section(
    "waits",
    "What waits for whom",
    `<table class="cards"><thead><tr><th scope="col">Rows</th><th scope="col">Waits for</th><th scope="col">Who acts</th><th scope="col">Since (the first)</th><th scope="col">Until (the first)</th></tr></thead><tbody>${lines.join("")}</tbody></table><p class="quiet">${plural(lines.length, "kind")} of wait.</p>`,
  );
}

function waitedFor({ outcome, stage, code, message }: ReportSite): readonly [what: string, who: string] {
  if (outcome === "held") return [message === "" ? "a decision" : message, "an operator"];
  if (code === PAUSED_CODE) return [message, "an operator"];
  if (message !== "")
    return [message, stage === "credit" ? "AT&T's credit desk" : stage === "contract" ? "the approver" : "nobody"];
  if (stage === "credit") return ["the credit decision", "AT&T's credit desk"];
  if (stage === "contract") return ["the signature", "the approver"];
  return [`its turn: ${stageWords(stage)}`, "nobody; it goes on by itself"];
}

/** The earlier of two instants, of which either may be unknown. */
const earlier = (one: string, other: string): string =>
  one === "" ? other : other === "" ? one : one < other ? one : other;
