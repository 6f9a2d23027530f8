// report.html says first what to do, in words that its legend explains, escapes what comes from a file, and fetches nothing.
import { expect, test } from "vitest";
import { reportHtml } from "../../../domain/results/report-html.ts";
import type { Report, ReportSite } from "../../../domain/results/report.ts";

const site: ReportSite = {
  ...{ row: "2", orderRef: "PO-1", siteRef: "S<1>", location: "Plano, TX", outcome: "held", stage: "order" },
  ...{ code: "outcomeUnknown", column: "", message: "A call's outcome is unknown.", fix: "Ask AT&T." },
  ...{ quoteId: "0Q0a", contractId: "", orderId: "", subOrderId: "", since: "2027-03-01T14:05:00.000Z", until: "" },
};
const base: Report = {
  ...{
    corrections: "failed.csv",
    file: "<a>.csv",
    batchId: "f-1",
    distributor: "demo",
    status: "needsAttention",
    writtenAt: "2027-01-01T00:00:00.000Z",
  },
  rows: { total: 1, handedOff: 0, failed: 0, held: 1, waiting: 0, unchanged: 0 },
  orders: { total: 2, inProgress: 1, held: 1 },
  ...{ progress: { quote: 1 }, sent: 1, issueTotals: { error: 0, warning: 0, fixed: 1 } },
  issues: [
    {
      ...{ severity: "fixed", code: "zip.plusFour", row: 2, column: "site_zip", pointer: null, value: "750758004" },
      ...{ message: "The ZIP+4 was written with its hyphen.", fix: null },
    },
  ],
  sites: [site],
  prices: { listed: [], total: undefined, priced: 0 },
};
const report = reportHtml(base);

test("what to do next comes before the totals, and follows from them", () => {
  expect(report.indexOf("What to do next")).toBeLessThan(report.indexOf(">Rows<"));
  expect(report).toContain("1 row needs a person's decision");
  const done = reportHtml({
    ...base,
    rows: { ...base.rows, held: 0, handedOff: 1 },
    sites: [{ ...site, outcome: "handedOff" }],
  });
  expect(done).toContain("Nothing to do: every row of this file went through.");
});

test("names of the contracts are told in words, with the code beside the sentence and its page below", () => {
  expect(report).toContain("needs attention");
  expect(report).toContain("1 in progress");
  expect(report).toContain("Order at AT&amp;T");
  expect(report).toContain('<a class="code" href="#code-outcomeUnknown">outcomeUnknown</a>');
  expect(report).toContain('id="code-outcomeUnknown"');
  expect(report).not.toMatch(/needsAttention|inProgress|>fixed</);
});

test("every outcome and every kind of issue is in the legend", () => {
  const legend = report.slice(report.indexOf('id="words"'));
  const words = [...legend.matchAll(/<dt>(.*?)<\/dt>/g)].map(([, word]) => word);
  expect(words).toEqual(["handed off", "failed", "held", "waiting", "unchanged", "error", "warning", "repaired"]);
});

test("text of a file is escaped, also inside the page's data, and nothing is fetched", () => {
  expect(report).toContain("S&lt;1&gt;");
  expect(report).toContain(String.raw`S\u003c1>`);
  const hostile = reportHtml({ ...base, sites: [{ ...site, siteRef: "</script><img src=x>\u202E" }] });
  expect(hostile).not.toContain("<img");
  expect(hostile).toContain("⟨U+202E⟩");
  expect(report).not.toMatch(/https?:|src=/);
});

test("a wait says since when, a price what it is per month and once", () => {
  expect(report).toContain("Mar 1, 2027, 14:05 UTC");
  expect(report).not.toContain("Prices quoted");
  const price = { recurring: 42_550, oneTime: 9_900, currency: "USD" as const };
  const listed = [{ orderRef: "PO-1", status: "inProgress", sites: 1, price }];
  const priced = reportHtml({ ...base, prices: { listed, total: price, priced: 1 } });
  expect(priced).toContain("<b>$425.50</b> per month and <b>$99.00</b> one time, for 1 site");
});

test("what ends by itself is told of the order in which it expires first, and marked where that is within a week", () => {
  const leases = [
    { lease: "quote", orders: 3, orderRef: "PO-<7>", expires: "2027-01-05T00:00:00.000Z" },
    { lease: "requestedDue", orders: 2, orderRef: "PO-8", expires: "2027-04-01" },
  ] as const;
  const shown = reportHtml({ ...base, leases });
  expect(shown).toContain("the quote expires");
  expect(shown).toContain("PO-&lt;7&gt;");
  expect(shown.match(/<b class="warn">soon<\/b>/g)).toHaveLength(1);
  expect(report).not.toContain("What expires");
});
