// What a person reads at the end of a run: a table of the orders, the sum of the rows, the first issues with their fixes,
// where the results lie and what to do next. Text from outcomes and the names of what was written.
import { existsSync } from "node:fs";
import path from "node:path";
import type { Correction } from "../contracts/correction.ts";
import { correctionWords } from "../domain/results/correction-words.ts";
import { type Issue, ROW_OUTCOMES, type RowOutcome } from "../contracts/outcomes.ts";
import type { RowTotals } from "../contracts/receipt.ts";
import { shownPointer } from "../domain/rows/name-rows.ts";
import { counted } from "./counted.ts";
import type { FileOutcome } from "./file-outcome.ts";
import type { OrderOutcome } from "./order-outcomes.ts";
import type { Paint, PaintStyle } from "./paint.ts";
import { table } from "./table.ts";

const WORDS: Record<RowOutcome, string> = {
  handedOff: "handed off",
  failed: "failed",
  held: "held",
  waiting: "waiting",
  unchanged: "unchanged",
};
const COLORS: Record<RowOutcome, PaintStyle> = {
  handedOff: "green",
  failed: "red",
  held: "yellow",
  waiting: "cyan",
  unchanged: "dim",
};
const ORDERS_SHOWN = 25;
const ISSUES_SHOWN = 10;
/** Of a row's message; results.csv has all of it. */
const MESSAGE_LENGTH_MAX = 160;

/** The cloud that the file was sent through: gone with its run, still up, or a deployed stack. */
export type CloudState = "ended" | "up" | "deployed";

export function outcomeReport(
  outcome: FileOutcome,
  orders: readonly OrderOutcome[],
  { paint, cloud }: { readonly paint: Paint; readonly cloud: CloudState },
): string[] {
  return [
    "",
    `${paint("bold", path.basename(outcome.file))}  ${statusWords(outcome, paint)}  ${paint("dim", `batch ${outcome.batchId}`)}`,
    ...(outcome.correctionOf === undefined ? [] : [correctionLine(outcome.correctionOf)]),
    "",
    ...orderTable(orders, paint),
    sumLine(outcome.rows, paint),
    ...issueLines(outcome.issues, paint),
    ...whereNext(outcome, cloud, paint),
    "",
  ];
}

function correctionLine(correction: Correction): string {
  const { origin, file, batchId } = correction;
  const last = file === origin ? `batch ${batchId}` : `the last one before: ${file}, batch ${batchId}`;
  return `${correctionWords(correction)} (${last})`;
}

function statusWords({ status }: FileOutcome, paint: Paint): string {
  switch (status) {
    case "completed":
      return paint("green", "completed");
    case "needsAttention":
      return paint("yellow", "needs attention: an order is held for a person");
    case "rejected":
      return paint("red", "rejected: none of its rows were accepted");
    case "gone":
      return paint("red", "gone: deleted or renamed before it could be read");
    case "received":
    case "reading":
    case "processing":
      return paint("cyan", "still in progress");
  }
}

function orderTable(orders: readonly OrderOutcome[], paint: Paint): string[] {
  if (orders.length === 0) return [];
  // What needs somebody comes first where not everything is shown.
  const troubled = orders.filter((order) => order.code !== "");
  const shown = orders.length <= ORDERS_SHOWN ? orders : [...troubled, ...orders.filter((order) => order.code === "")];
  const rows = shown.slice(0, ORDERS_SHOWN);
  const rest = orders.length - rows.length;
  return [
    ...table(
      rows.map((order) => [
        order.orderRef,
        String(order.rows),
        `${countWords(order.counts, paint)}${why(order, paint)}`,
      ]),
      { head: ["order_ref", "sites", "outcome"], right: [1], paint },
    ),
    ...(rest > 0 ? [paint("dim", `  … and ${counted(rest, "more order")}: see results.csv`)] : []),
    "",
  ];
}

function why({ stage, code, message }: OrderOutcome, paint: Paint): string {
  if (code === "") return "";
  const shown = message.length > MESSAGE_LENGTH_MAX ? `${message.slice(0, MESSAGE_LENGTH_MAX)}…` : message;
  return `  ${paint("dim", [stage, code, shown].filter((part) => part !== "").join(" · "))}`;
}

function countWords(counts: Record<RowOutcome, number>, paint: Paint): string {
  return ROW_OUTCOMES.filter((outcome) => counts[outcome] > 0)
    .map((outcome) => paint(COLORS[outcome], `${String(counts[outcome])} ${WORDS[outcome]}`))
    .join(", ");
}

/** docs/bulk-file.md §5: rows in = handed off + failed + held + waiting (+ unchanged), printed. */
function sumLine(rows: RowTotals, paint: Paint): string {
  const parts = ROW_OUTCOMES.map((outcome) => {
    const words = `${String(rows[outcome])} ${WORDS[outcome]}`;
    return rows[outcome] > 0 ? paint(COLORS[outcome], words) : words;
  });
  return `  ${paint("bold", counted(rows.total, "row"))} = ${parts.join(" + ")}`;
}

function issueLines(issues: readonly Issue[], paint: Paint): string[] {
  if (issues.length === 0) return [];
  const count = (severity: Issue["severity"]): number => issues.filter((issue) => issue.severity === severity).length;
  const totals = [
    [count("error"), counted(count("error"), "error")],
    [count("warning"), counted(count("warning"), "warning")],
    [count("fixed"), `${String(count("fixed"))} repaired`],
  ] as const;
  const ranked = [...issues].sort(bySeverityAndRow).slice(0, ISSUES_SHOWN);
  const rest = issues.length - ranked.length;
  return [
    "",
    `  In the file: ${totals
      .filter(([times]) => times > 0)
      .map(([, words]) => words)
      .join(", ")}`,
    ...ranked.flatMap((issue) => issueText(issue, paint)),
    ...(rest > 0 ? [paint("dim", `    … and ${String(rest)} more: see receipt.json and issues.ndjson`)] : []),
  ];
}

function bySeverityAndRow(one: Issue, other: Issue): number {
  const rank = ({ severity }: Issue): number => ["error", "warning", "fixed"].indexOf(severity);
  return rank(one) - rank(other) || (one.row ?? 0) - (other.row ?? 0);
}

/** `row 17, port_speed "2G": …` (in JSON `row 17, /orders/0/sites/3, port_speed "2G"`) and the fix below it. */
export function issueText(issue: Issue, paint: Paint): string[] {
  const pointer = shownPointer(issue);
  const position = [
    ...(issue.row === null ? [] : [`row ${String(issue.row)}`]),
    ...(pointer === null ? [] : [pointer]),
    ...(issue.column === null ? [] : [issue.column]),
  ].join(", ");
  const value = issue.value === null ? "" : ` "${issue.value}"`;
  const color = { error: "red", warning: "yellow", fixed: "cyan" } as const;
  return [
    `    ${paint(color[issue.severity], issue.severity)}${position === "" ? "" : ` ${position}`}${value}: ${issue.message} ${paint("dim", `(${issue.code})`)}`,
    ...(issue.fix === null ? [] : [`      ${paint("dim", "fix:")} ${issue.fix}`]),
  ];
}

function whereNext({ results, rows, status, batchId }: FileOutcome, cloud: CloudState, paint: Paint): string[] {
  if (results === null) return [];
  // A workbook is answered with workbooks.
  const workbook = path.join(results, "failed.xlsx");
  const failed = existsSync(workbook) ? workbook : path.join(results, "failed.csv");
  const out = path.dirname(results);
  const same = out === "out" ? "" : ` --out ${out}`;
  const again = {
    ended: `then: npm start -- run ${failed}${same}`,
    up: `then end this run (Ctrl-C) and: npm start -- run ${failed}${same}`,
    deployed: "then drop it in the distributor's inbox",
  }[cloud];
  const held = {
    ended: "Then run the file again with --keep, and use status, resolve and redrive in another terminal.",
    up: `Then, in another terminal: npm start -- status ${batchId}${same}; resolve and redrive take its order_refs.`,
    deployed: `Then: status ${batchId}; resolve and redrive take its order_refs.`,
  }[cloud];
  return [
    "",
    `  Results  ${path.join(results, "results.csv")}`,
    `           ${path.join(results, "report.html")}`,
    ...(rows.failed > 0 ? [`  Correct  ${failed}`, `           ${paint("dim", again)}`] : []),
    ...(rows.held > 0
      ? [
          paint("dim", "  Held orders wait for a person: _code and _fix in results.csv say for what."),
          paint("dim", `  ${held}`),
        ]
      : []),
    ...(status === "processing" && cloud === "ended"
      ? [paint("dim", "  Run the same file again with the same --out to go on waiting.")]
      : []),
  ];
}
