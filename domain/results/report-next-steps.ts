// The first thing that a person reads: what there is to do now, and what there is not. Derived from the totals alone, so that it
// can never contradict them.
import { plural, section } from "./report-markup.ts";
import type { Report } from "./report.ts";
import { PAUSED_CODE } from "./row-wait.ts";

export function nextStepsHtml({ rows, status, sites, corrections }: Report): string {
  const steps: string[] = [];
  if (rows.failed > 0) {
    steps.push(
      `<b>Correct ${plural(rows.failed, "row")}.</b> Open <a href="${corrections}">${corrections}</a>, change the cell that <code>_column</code> names as <code>_fix</code> says, save it, and upload the file again. Rows that went through are not sent twice.`,
    );
  }
  if (rows.held > 0) {
    steps.push(
      `<b>${plural(rows.held, "row")} ${rows.held === 1 ? "needs" : "need"} a person's decision.</b> An operator runs <code>apex-bulk show</code> with the order's reference, which prints the command to run.`,
    );
  }
  if (rows.waiting > 0) {
    steps.push(
      `<b>${plural(rows.waiting, "row")} ${rows.waiting === 1 ? "is" : "are"} on the way.</b> Nothing to do; see below what ${rows.waiting === 1 ? "it waits" : "they wait"} for.`,
    );
  }
  // The sites of a large file are not all in the report: whether one is paused is told, not how many.
  if (sites.some(({ code }) => code === PAUSED_CODE)) {
    steps.push(
      "<b>Rows are paused.</b> An operator stopped them for a while; they go on from where they are with <code>apex-bulk resume</code>.",
    );
  }
  if (steps.length === 0) {
    const nothing = rows.total === 0 ? "The file has no rows." : "Nothing to do: every row of this file went through.";
    steps.push(
      status === "rejected" && rows.total === 0
        ? "No row was read. Correct the file as the issues below say, and upload it again."
        : nothing,
    );
  }
  return section(
    "next",
    "What to do next",
    `<ol class="next">${steps.map((step) => `<li>${step}</li>`).join("")}</ol>`,
  );
}
