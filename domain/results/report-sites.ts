// The table of sites: failed rows first, then held, waiting and the rest. All rows travel as data inside the page; the first ones are
// written out too, so that the page says something where scripts are off, and a short file needs none.
import { ROW_OUTCOMES } from "../../contracts/outcomes.ts";
import { codeHtml, escaped, plural, section, stageWords } from "./report-markup.ts";
import type { Report, ReportSite } from "./report.ts";
import { OUTCOMES } from "./report-words.ts";

const WRITTEN_OUT = 100;
const URGENCY = ["failed", "held", "waiting", "unchanged", "handedOff"] as const;

/** Each is a header that sorts by the field of that index in a row's data. */
const HEADERS = ["Row", "Order", "Site", "Location", "Outcome", "Stage", "Reason", "AT&T ids"] as const;

export function sitesHtml({ sites, rows }: Report): string {
  if (sites.length === 0) return "";
  const sorted = byUrgency(sites);
  const more =
    rows.total > sites.length
      ? `<p class="quiet">${plural(sites.length, "row")} of ${rows.total.toLocaleString("en-US")}, those that need a person first; all of them are in results.csv.</p>`
      : "";
  const options = ROW_OUTCOMES.map((outcome) => `<option value="${outcome}">${OUTCOMES[outcome]}</option>`).join("");
  const headers = HEADERS.map(
    (name, index) =>
      `<th scope="col" aria-sort="none"><button type="button" data-sort="${String(index)}">${escaped(name)}</button></th>`,
  ).join("");
  return section(
    "sites",
    "Sites",
    `${more}<form id="filters" hidden><label>Outcome <select id="outcome"><option value="">all</option>${options}</select></label> <label>Search <input id="search" type="search" placeholder="order, site, location, id, reason" autocomplete="off"></label> <button type="reset">Clear</button></form>
<p id="shown" class="quiet" role="status" aria-live="polite">${plural(Math.min(WRITTEN_OUT, sorted.length), "row")} of ${plural(sorted.length, "row")}</p>
<table class="cards" id="table"><thead><tr>${headers}</tr></thead><tbody>${sorted.slice(0, WRITTEN_OUT).map(rowHtml).join("")}</tbody></table>
<p><button type="button" id="more" hidden>Show more rows</button></p>
<script type="application/json" id="data">${dataOf(sorted)}</script>`,
  );
}

function rowHtml(site: ReportSite): string {
  const { row, orderRef, siteRef, location, outcome, stage, code, message, fix } = site;
  const ids = idsOf(site)
    .map(([name, id]) => `<li>${name} <code>${escaped(id)}</code></li>`)
    .join("");
  return `<tr><td data-label="Row">${escaped(row)}</td><td data-label="Order">${escaped(orderRef)}</td><td data-label="Site">${escaped(siteRef)}</td><td data-label="Location">${escaped(location)}</td><td data-label="Outcome"><span class="badge ${outcome}">${OUTCOMES[outcome]}</span></td><td data-label="Stage">${escaped(stageWords(stage))}</td><td data-label="Reason">${escaped(message)} ${codeHtml(code)}${fix === "" ? "" : `<br><em>${escaped(fix)}</em>`}</td><td data-label="AT&amp;T ids">${ids === "" ? "" : `<ul class="ids">${ids}</ul>`}</td></tr>`;
}

const idsOf = ({ quoteId, contractId, orderId, subOrderId }: ReportSite): (readonly [name: string, id: string])[] =>
  (
    [
      ["quote", quoteId],
      ["contract", contractId],
      ["order", orderId],
      ["sub-order", subOrderId],
    ] as const
  ).filter(([, id]) => id !== "");

function byUrgency(sites: readonly ReportSite[]): readonly ReportSite[] {
  const groups = Map.groupBy(sites, ({ outcome }) => outcome);
  return URGENCY.flatMap((outcome) => groups.get(outcome) ?? []);
}

/** Texts that rows share stand once: `texts` holds them, a row names them by index. `<` never stands in it, so it cannot end its element. */
function dataOf(sites: readonly ReportSite[]): string {
  const texts: string[] = [];
  const known = new Map<string, number>();
  const at = (text: string): number => {
    const there = known.get(text);
    if (there !== undefined) return there;
    known.set(text, texts.length);
    texts.push(text);
    return texts.length - 1;
  };
  const rows = sites.map((site) => [
    ...[site.row, site.orderRef, site.siteRef, site.location].map(at),
    ...[OUTCOMES[site.outcome], stageWords(site.stage), site.message, site.code, site.fix].map(at),
    ...[site.quoteId, site.contractId, site.orderId, site.subOrderId, site.outcome].map(at),
  ]);
  return JSON.stringify({ texts, rows }).replaceAll("<", String.raw`\u003c`);
}
