// report.html: one self-contained page for people who would rather look. What to do next comes first, then totals, the funnel, causes,
// waits, prices and the sites. Everything that comes from a file or from AT&T is escaped, and the page may fetch nothing.
import { ROW_OUTCOMES } from "../../contracts/outcomes.ts";
import { correctionWords } from "./correction-words.ts";
import { causesHtml, explanationsHtml, issuesHtml } from "./report-causes.ts";
import { funnelHtml } from "./report-funnel.ts";
import { leasesHtml } from "./report-leases.ts";
import { escaped, section, shownInstant } from "./report-markup.ts";
import { nextStepsHtml } from "./report-next-steps.ts";
import { pricesHtml } from "./report-prices.ts";
import { REPORT_SCRIPT } from "./report-script.ts";
import { sitesHtml } from "./report-sites.ts";
import { REPORT_STYLE } from "./report-style.ts";
import type { Report } from "./report.ts";
import { LEGEND, OUTCOMES, plainWords } from "./report-words.ts";
import { waitsHtml } from "./report-waits.ts";

/** The page's own style and script, and nothing from anywhere else. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function reportHtml(report: Report): string {
  const { file, distributor, batchId, status, writtenAt } = report;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escaped(file)}: results</title><style>${REPORT_STYLE}</style></head><body><main>
<header><h1>${escaped(file)}</h1>
<p class="quiet">${escaped(distributor)} · batch <code>${escaped(batchId)}</code> · ${escaped(plainWords(status))} · written ${escaped(shownInstant(writtenAt))}</p>${correctionHtml(report)}</header>
${nextStepsHtml(report)}
${totalsHtml(report)}
${funnelHtml(report)}
${causesHtml(report)}
${waitsHtml(report)}
${leasesHtml(report)}
${pricesHtml(report)}
${issuesHtml(report)}
${sitesHtml(report)}
${explanationsHtml(report)}
${LEGEND_HTML}
</main><script>${REPORT_SCRIPT}</script></body></html>
`;
}

/** Results lie side by side, in the bucket and in the folder of a run. */
function correctionHtml({ correctionOf }: Report): string {
  if (correctionOf === undefined) return "";
  const { file, results } = correctionOf;
  const folder = results.split("/").findLast((name) => name !== "") ?? "";
  const link = `<a href="../${encodeURIComponent(folder)}/report.html">report of ${escaped(file)}</a>`;
  return `\n<p>This is ${escaped(correctionWords(correctionOf))}. Rows that went through before are in the ${link}.</p>`;
}

function totalsHtml({ rows, orders }: Report): string {
  const tiles = ROW_OUTCOMES.map(
    (key) => `<li class="${key}"><b>${rows[key].toLocaleString("en-US")}</b> ${OUTCOMES[key]}</li>`,
  );
  const byStatus = Object.entries(orders)
    .filter(([status]) => status !== "total")
    .map(([status, count]) => `${escaped(String(count))} ${escaped(plainWords(status))}`);
  return section(
    "totals",
    "Rows",
    `<ul class="tiles"><li><b>${rows.total.toLocaleString("en-US")}</b> ${rows.total === 1 ? "row" : "rows"} in</li>${tiles.join("")}</ul>
<p class="quiet">${escaped(rows.total)} = ${ROW_OUTCOMES.map((key) => escaped(rows[key])).join(" + ")}. Orders: ${escaped(orders.total)}${byStatus.length > 0 ? ` (${byStatus.join(", ")})` : ""}.</p>`,
  );
}

const LEGEND_HTML = section(
  "words",
  "What the words mean",
  `<dl>${LEGEND.map(([word, meaning]) => `<dt>${escaped(word)}</dt><dd>${escaped(meaning)}</dd>`).join("")}</dl>`,
);
