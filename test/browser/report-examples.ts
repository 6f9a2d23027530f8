// Reports of any size for the browser's tests and bench: rows of every outcome, with the texts and ids that real ones have.
import type { RowOutcome } from "../../contracts/outcomes.ts";
import type { Report, ReportSite } from "../../domain/results/report.ts";

const OUTCOMES: readonly RowOutcome[] = [
  "handedOff",
  "handedOff",
  "handedOff",
  "failed",
  "waiting",
  "held",
  "unchanged",
];

function site(n: number): ReportSite {
  const outcome = OUTCOMES[n % OUTCOMES.length] ?? "handedOff";
  const order = `NW-${String(10_000 + Math.floor(n / 5))}`;
  const ids = {
    quoteId: `0Q0${order}AAA`,
    contractId: `a4T${order}`,
    orderId: `801${order}`,
    subOrderId: `801S${String(n).padStart(11, "0")}`,
  };
  const said = {
    handedOff: { stage: "handoff", code: "", column: "", message: "", fix: "" },
    failed: {
      ...{ stage: "", code: "zip.state", column: "site_zip", message: "ZIP code 10118 is in NY, not NJ." },
      fix: "Correct the ZIP code or the state.",
    },
    waiting: { stage: "credit", code: "", column: "", message: "", fix: "" },
    held: {
      stage: "contract",
      code: "contractTimedOut",
      column: "",
      message: "No signature arrived in time.",
      fix: "Ask the approver, then redrive the order.",
    },
    unchanged: {
      stage: "handoff",
      code: "site.unchanged",
      column: "",
      message: "An earlier file sent this row.",
      fix: "",
    },
  }[outcome];
  const times =
    outcome === "waiting" || outcome === "held"
      ? { since: "2027-03-01T14:05:00.000Z", until: "2027-03-15T14:05:00.000Z" }
      : { since: "", until: "" };
  const known = outcome === "failed" ? { quoteId: "", contractId: "", orderId: "", subOrderId: "" } : ids;
  return {
    row: String(n + 2),
    orderRef: order,
    siteRef: `S-${String(n)}`,
    location: "New York, NY",
    outcome,
    ...said,
    ...known,
    ...times,
  };
}

export function exampleReport(rows: number): Report {
  const sites = Array.from({ length: rows }, (_, n) => site(n));
  const count = (outcome: RowOutcome): number => sites.filter((one) => one.outcome === outcome).length;
  const totals = {
    total: rows,
    ...{ handedOff: count("handedOff"), failed: count("failed"), held: count("held") },
    ...{ waiting: count("waiting"), unchanged: count("unchanged") },
  };
  const sent = rows - totals.failed - totals.unchanged;
  const price = { recurring: 42_550, oneTime: 9_900, currency: "USD" as const };
  const orders = [...new Set(sites.map(({ orderRef }) => orderRef))];
  return {
    ...{
      corrections: "failed.csv",
      file: "northwind sites.csv",
      batchId: "f-0123456789abcdef",
      distributor: "northwind",
      status: "needsAttention",
    },
    ...{
      writtenAt: "2027-03-02T08:00:00.000Z",
      rows: totals,
      orders: { total: orders.length, inProgress: orders.length },
      sites,
      sent,
    },
    progress: {
      quote: sent,
      credit: Math.round(sent * 0.8),
      contract: Math.round(sent * 0.7),
      order: Math.round(sent * 0.6),
      enrich: Math.round(sent * 0.6),
      customer: Math.round(sent * 0.6),
      handoff: totals.handedOff,
    },
    issueTotals: { error: 1, warning: 1, fixed: 1 },
    issues: [
      {
        severity: "error",
        code: "zip.state",
        row: 5,
        column: "site_zip",
        pointer: null,
        value: "10118",
        message: "ZIP code 10118 is in NY, not NJ.",
        fix: "Correct the ZIP code or the state.",
      },
      {
        severity: "fixed",
        code: "zip.plusFour",
        row: 6,
        column: "site_zip",
        pointer: null,
        value: "750758004",
        message: "The ZIP+4 was written with its hyphen.",
        fix: null,
      },
    ],
    prices: {
      listed: orders.slice(0, 20).map((orderRef) => ({ orderRef, status: "inProgress", sites: 5, price })),
      total: { ...price, recurring: price.recurring * sent },
      priced: sent,
    },
  };
}
