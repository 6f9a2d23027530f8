// Problems of the file as a whole and of its header, which no cell of a row shows, and how many there are of each kind.
import type { DraftCheck, DraftIssue } from "../wire.ts";
import { count, plural } from "./words.ts";

const SHOWN = 50;

export function FileProblems({ issues }: { readonly issues: readonly DraftIssue[] }) {
  const own = issues.filter(({ at }) => at === null);
  if (own.length === 0) return null;
  return (
    <ul class="problems">
      {own.slice(0, SHOWN).map(({ severity, code, column, message, fix, where }, n) => (
        <li key={`${code} ${String(n)}`} class={severity}>
          <span class={`badge ${TONES[severity]}`}>{WORDS[severity]}</span> {message}{" "}
          <span class="quiet">
            {where}
            {column !== null && ` · ${column}`} · <code>{code}</code>
          </span>
          {fix !== null && <div class="quiet">{fix}</div>}
        </li>
      ))}
    </ul>
  );
}

export const WORDS = { error: "error", warning: "warning", fixed: "repaired" } as const;
export const TONES = { error: "bad", warning: "warn", fixed: "ok" } as const;

export function ProblemCounts({ totals }: { readonly totals: DraftCheck["issueTotals"] }) {
  return (
    <>
      {(["error", "warning", "fixed"] as const).map((severity) => (
        <span key={severity} class={`badge ${totals[severity] > 0 ? TONES[severity] : "quiet"}`}>
          {severity === "fixed" ? `${count(totals.fixed)} repaired` : plural(totals[severity], severity)}
        </span>
      ))}
    </>
  );
}
