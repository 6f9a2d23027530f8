// report.html: totals, the funnel by stage, errors by column, a table of sites; one file without any network, for people
// who would rather look. Everything that comes from a file is escaped.
import { STAGES } from "../../contracts/stages.ts";
import type { Receipt, RowTotals } from "../../contracts/receipt.ts";
import { type Issue, ROW_OUTCOMES, type RowOutcome } from "../../contracts/outcomes.ts";
import { shownPointer } from "../rows/name-rows.ts";
import { LEGEND, OUTCOMES, plainWords, SEVERITIES, STAGE_WORDS } from "./report-words.ts";

export interface ReportSite {
  /** Line, or JSON Pointer. */
  readonly row: string;
  readonly orderRef: string;
  readonly siteRef: string;
  readonly place: string;
  readonly outcome: RowOutcome;
  readonly stage: string;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

export interface Report {
  readonly file: string;
  readonly batchId: string;
  readonly distributor: string;
  readonly status: string;
  readonly writtenAt: string;
  readonly rows: RowTotals;
  readonly orders: Receipt["orders"];
  /** Sites that have finished each stage. */
  readonly progress: Readonly<Record<string, number>>;
  readonly sent: number;
  readonly issues: readonly Issue[];
  readonly issueTotals: Readonly<Record<"error" | "warning" | "fixed", number>>;
  readonly sites: readonly ReportSite[];
}

const ISSUES_SHOWN = 200;

const escape = (text: string | number): string =>
  String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export function reportHtml(report: Report): string {
  const title = `${report.file} – results`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${STYLE}</style></head><body><main>
<h1>${escape(report.file)}</h1>
<p class="quiet">${escape(report.distributor)} · batch ${escape(report.batchId)} · ${escape(plainWords(report.status))} · written ${escape(report.writtenAt)}</p>
${totals(report)}
${funnel(report)}
${errorsByColumn(report)}
${issueTable(report)}
${siteTable(report)}
${LEGEND_HTML}
</main></body></html>
`;
}

function totals({ rows, orders }: Report): string {
  const tiles = ROW_OUTCOMES.map(
    (key) => `<div class="tile ${key}"><b>${escape(rows[key])}</b><span>${OUTCOMES[key]}</span></div>`,
  );
  const byStatus = Object.entries(orders)
    .filter(([status]) => status !== "total")
    .map(([status, count]) => `${escape(String(count))} ${escape(plainWords(status))}`);
  return `<section><div class="tiles"><div class="tile"><b>${escape(rows.total)}</b><span>${rows.total === 1 ? "row" : "rows"} in</span></div>${tiles.join("")}</div>
<p class="quiet">${escape(rows.total)} = ${ROW_OUTCOMES.map((key) => escape(rows[key])).join(
    " + ",
  )}. Orders: ${escape(orders.total)}${byStatus.length > 0 ? ` (${byStatus.join(", ")})` : ""}.</p></section>`;
}

function funnel({ progress, sent }: Report): string {
  if (sent === 0) return "";
  const bars = STAGES.filter((stage) => stage !== "settle").map((stage) => {
    const done = progress[stage] ?? 0;
    const width = Math.round((done / sent) * 100);
    return `<tr><th>${escape(STAGE_WORDS[stage])}</th><td class="bar"><i style="width:${String(width)}%"></i></td><td>${escape(done)} of ${escape(sent)}</td></tr>`;
  });
  return `<section><h2>Stages</h2><table class="funnel">${bars.join("")}</table></section>`;
}

function errorsByColumn({ sites }: Report): string {
  const counts = new Map<string, { n: number; readonly message: string }>();
  for (const { outcome, code, message } of sites) {
    if (outcome !== "failed" && outcome !== "held") continue;
    const count = counts.get(code) ?? { n: 0, message };
    count.n += 1;
    counts.set(code, count);
  }
  if (counts.size === 0) return "";
  const lines = [...counts]
    .sort(([, a], [, b]) => b.n - a.n)
    .map(([code, { n, message }]) => `<tr><td>${escape(n)}</td><td>${escape(message)} ${codeHtml(code)}</td></tr>`);
  return `<section><h2>Why rows did not go through</h2><table><tr><th>Rows</th><th>Reason (of the first)</th></tr>${lines.join("")}</table></section>`;
}

function issueTable({ issues, issueTotals }: Report): string {
  if (issues.length === 0) return "";
  const columns = new Map<string, number>();
  for (const { column, severity } of issues) {
    if (severity === "error") columns.set(column ?? "(row or file)", (columns.get(column ?? "(row or file)") ?? 0) + 1);
  }
  const byColumn = [...columns].sort((a, b) => b[1] - a[1]).map(([column, n]) => `${escape(column)} ${escape(n)}`);
  const lines = issues
    .slice(0, ISSUES_SHOWN)
    .map(
      ({ severity, row, pointer, column, code, value, message, fix }) =>
        `<tr class="${severity}"><td>${SEVERITIES[severity]}</td><td>${escape(row ?? "")} ${escape(shownPointer({ pointer, column }) ?? "")}</td><td>${escape(column ?? "")}</td><td>${escape(value ?? "")}</td><td>${escape(message)} ${codeHtml(code)}${fix === null ? "" : `<br><em>${escape(fix)}</em>`}</td></tr>`,
    );
  return `<section><h2>Issues found in the file</h2>
<p class="quiet">Errors: ${escape(issueTotals.error)}, warnings: ${escape(issueTotals.warning)}, repairs: ${escape(issueTotals.fixed)}.${byColumn.length > 0 ? ` Errors by column: ${byColumn.join(", ")}.` : ""}</p>
<table><tr><th>Kind</th><th>Row</th><th>Column</th><th>Value</th><th>What and how to fix it</th></tr>${lines.join("")}</table></section>`;
}

function siteTable({ sites, rows }: Report): string {
  const lines = sites.map(
    (site) =>
      `<tr><td>${escape(site.row)}</td><td>${escape(site.orderRef)}</td><td>${escape(site.siteRef)}</td><td>${escape(site.place)}</td><td class="${site.outcome}">${OUTCOMES[site.outcome]}</td><td>${escape(stageWords(site.stage))}</td><td>${escape(site.message)} ${codeHtml(site.code)}${site.fix === "" ? "" : `<br><em>${escape(site.fix)}</em>`}</td></tr>`,
  );
  const more =
    rows.total > sites.length
      ? `<p class="quiet">The first ${escape(sites.length)} rows; all of them are in results.csv.</p>`
      : "";
  return `<section><h2>Sites</h2>${more}<table><tr><th>Row</th><th>Order</th><th>Site</th><th>Place</th><th>Outcome</th><th>Stage</th><th>Reason</th></tr>${lines.join("")}</table></section>`;
}

const codeHtml = (code: string): string => (code === "" ? "" : `<code>${escape(code)}</code>`);
const stageWords = (name: string): string => {
  const stage = STAGES.find((known) => known === name);
  return stage === undefined ? name : STAGE_WORDS[stage];
};

const LEGEND_HTML = `<section><h2>What the words mean</h2><dl>${LEGEND.map(
  ([word, meaning]) => `<dt>${escape(word)}</dt><dd>${escape(meaning)}</dd>`,
).join("")}</dl></section>`;

const STYLE = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:0;background:Canvas;color:CanvasText}
main{max-width:72rem;margin:0 auto;padding:2rem 1rem}h1{margin:0;overflow-wrap:anywhere}h2{margin:2rem 0 .5rem}.quiet{opacity:.7}
.tiles{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1rem}.tile{border:1px solid #8885;border-radius:.5rem;padding:.5rem 1rem;min-width:6rem}
.tile b{display:block;font-size:1.75rem}.tile.handedOff{border-color:#2a7}.tile.failed{border-color:#c33}.tile.held{border-color:#c80}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8883;vertical-align:top}
td.handedOff{color:#2a7}td.failed,tr.error td:first-child{color:#c33}td.held,tr.warning td:first-child{color:#c80}tr.fixed td:first-child{color:#2a7}.bar{width:60%}.bar i{display:block;height:.8rem;background:#2a7;border-radius:.2rem}em{opacity:.8}code{opacity:.7;font-size:.85em;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{font-weight:600}dd{margin:0}`;
