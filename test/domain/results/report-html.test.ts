// report.html speaks in words that its legend explains, and escapes what comes from a file.
import { expect, test } from "vitest";
import { reportHtml } from "../../../domain/results/report-html.ts";

const report = reportHtml({
  ...{ file: "<a>.csv", batchId: "f-1", distributor: "demo", status: "needsAttention", writtenAt: "2027-01-01" },
  rows: { total: 1, handedOff: 0, failed: 0, held: 1, waiting: 0, unchanged: 0 },
  orders: { total: 2, inProgress: 1, held: 1 },
  ...{ progress: { quote: 1 }, sent: 1, issueTotals: { error: 0, warning: 0, fixed: 1 } },
  issues: [
    {
      ...{ severity: "fixed", code: "zip.plusFour", row: 2, column: "site_zip", pointer: null, value: "750758004" },
      ...{ message: "The ZIP+4 was written with its hyphen.", fix: null },
    },
  ],
  sites: [
    {
      ...{ row: "2", orderRef: "PO-1", siteRef: "S<1>", place: "Plano, TX", outcome: "held", stage: "order" },
      ...{ code: "outcomeUnknown", message: "A call's outcome is unknown.", fix: "Ask AT&T." },
    },
  ],
});

test("names of the contracts are told in words, with the code beside the sentence", () => {
  expect(report).toContain("needs attention");
  expect(report).toContain("1 in progress");
  expect(report).toContain("<b>1</b><span>row in</span>");
  expect(report).toContain("<td>repaired</td><td>2 </td>");
  expect(report).toContain("<td>Order at AT&amp;T</td>");
  expect(report).toContain("A call's outcome is unknown. <code>outcomeUnknown</code>");
  expect(report).not.toMatch(/needsAttention|inProgress|>fixed</);
});

test("every outcome and every kind of issue is in the legend", () => {
  const words = [...report.matchAll(/<dt>(.*?)<\/dt>/g)].map(([, word]) => word);
  expect(words).toEqual(["handed off", "failed", "held", "waiting", "unchanged", "error", "warning", "repaired"]);
});

test("text of a file is escaped, and nothing is fetched", () => {
  expect(report).toContain("S&lt;1&gt;");
  expect(report).not.toMatch(/https?:|src=/);
});
