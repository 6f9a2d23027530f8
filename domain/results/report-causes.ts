// Why rows did not go through, by cause and column with the fix, and what was found in the file itself. Each code leads to its
// explanation at the end of the page.
import { isIssueCode, ISSUES } from "../../contracts/issues/issues.ts";
import type { IssueText } from "../../contracts/issues/issue-text.ts";
import { REASONS } from "../../contracts/reasons.ts";
import { shownPointer } from "../rows/name-rows.ts";
import { codeHtml, escaped, plural, section } from "./report-markup.ts";
import type { Report, ReportSite } from "./report.ts";
import { SEVERITIES } from "./report-words.ts";

const ISSUES_SHOWN = 200;

interface Cause extends Pick<ReportSite, "code" | "column" | "message" | "fix"> {
  rows: number;
}

export function causesHtml({ sites, rows }: Report): string {
  const causes = new Map<string, Cause>();
  for (const { outcome, code, column, message, fix } of sites) {
    if (outcome !== "failed" && outcome !== "held") continue;
    const key = `${code}\n${column}`;
    const cause = causes.get(key);
    if (cause === undefined) causes.set(key, { code, column, message, fix, rows: 1 });
    else cause.rows += 1;
  }
  if (causes.size === 0) return "";
  const lines = [...causes.values()]
    .sort((one, other) => other.rows - one.rows)
    .map(
      ({ rows: count, code, column, message, fix }) =>
        `<tr><td class="number" data-label="Rows">${escaped(count)}</td><td data-label="Column">${column === "" ? "" : `<code>${escaped(column)}</code>`}</td><td data-label="Reason">${escaped(message)} ${codeHtml(code)}</td><td data-label="Fix">${escaped(fix)}</td></tr>`,
    );
  const seen =
    sites.length < rows.total
      ? `<p class="quiet">Counted over the ${plural(sites.length, "row")} of this report.</p>`
      : "";
  return section(
    "causes",
    "What failed, by cause and column",
    `${seen}<table class="cards"><thead><tr><th scope="col">Rows</th><th scope="col">Column</th><th scope="col">Reason (of the first row)</th><th scope="col">Fix</th></tr></thead><tbody>${lines.join("")}</tbody></table>`,
  );
}

export function issuesHtml({ issues, issueTotals }: Report): string {
  if (issues.length === 0) return "";
  const lines = issues
    .slice(0, ISSUES_SHOWN)
    .map(
      ({ severity, row, pointer, column, code, value, message, fix }) =>
        `<tr class="${severity}"><td data-label="Kind">${SEVERITIES[severity]}</td><td data-label="Row">${escaped(row ?? "")} ${escaped(shownPointer({ pointer, column }) ?? "")}</td><td data-label="Column">${column === null ? "" : `<code>${escaped(column)}</code>`}</td><td data-label="Value">${escaped(value ?? "")}</td><td data-label="What">${escaped(message)} ${codeHtml(code)}${fix === null ? "" : `<br><em>${escaped(fix)}</em>`}</td></tr>`,
    );
  const all = issueTotals.error + issueTotals.warning + issueTotals.fixed;
  const more =
    all > lines.length
      ? ` The first ${plural(lines.length, "issue")} of ${all.toLocaleString("en-US")}; all of them are in issues.ndjson.`
      : "";
  return section(
    "issues",
    "Issues found in the file",
    `<p class="quiet">${plural(issueTotals.error, "error")}, ${plural(issueTotals.warning, "warning")}, ${plural(issueTotals.fixed, "repair")}.${more}</p><table class="cards"><thead><tr><th scope="col">Kind</th><th scope="col">Row</th><th scope="col">Column</th><th scope="col">Value</th><th scope="col">What, and how to fix it</th></tr></thead><tbody>${lines.join("")}</tbody></table>`,
  );
}

/** The page of each code that the report names, so that its links lead somewhere without a network. */
export function explanationsHtml({ issues, sites }: Report): string {
  const codes = new Set([...issues.slice(0, ISSUES_SHOWN).map(({ code }) => code), ...sites.map(({ code }) => code)]);
  const entries = [...codes]
    .filter((code) => code !== "")
    .sort()
    .flatMap((code) => {
      const text = textOf(code);
      if (text === undefined) return [];
      const fix = text.fix === null ? "" : `<dd>${escaped(shown(text.fix))}</dd>`;
      return [
        `<dt id="code-${escaped(code)}" tabindex="-1"><code>${escaped(code)}</code></dt><dd>${escaped(shown(text.message))}</dd>${fix}`,
      ];
    });
  if (entries.length === 0) return "";
  return section("codes", "What the codes mean", `<dl class="codes">${entries.join("")}</dl>`);
}

/** `{…}` in a sentence stands for what an issue names. */
const shown = (sentence: string): string => sentence.replaceAll(/\{[^}]*\}/g, "…");

function textOf(code: string): Pick<IssueText, "message" | "fix"> | undefined {
  if (isIssueCode(code)) return ISSUES[code];
  return Object.entries(REASONS).find(([known]) => known === code)?.[1];
}
