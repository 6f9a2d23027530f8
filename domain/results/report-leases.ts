// What expires: quotes, credit approvals, signature requests and requested days of the orders that are not over, with the order
// where it expires first. What expires within a week of the report's writing is marked.
import { endingLeases, LEASE_WARNING_DAYS, LEASE_WORDS } from "../orders/leases.ts";
import { escaped, section, shownInstant } from "./report-markup.ts";
import type { Report } from "./report.ts";

export function leasesHtml({ leases = [], writtenAt }: Report): string {
  if (leases.length === 0) return "";
  const soon = new Set(endingLeases(leases, new Date(writtenAt), LEASE_WARNING_DAYS).map(({ lease }) => lease));
  const lines = leases.map(({ lease, orders, orderRef, expires }) => {
    const mark = soon.has(lease) ? ` <b class="warn">${expires <= writtenAt ? "over" : "soon"}</b>` : "";
    return `<tr><td data-label="What">${escaped(LEASE_WORDS[lease])}</td><td data-label="First">${escaped(shownInstant(expires))}${mark}</td><td data-label="Order"><a href="#sites" class="order" data-order="${escaped(orderRef)}">${escaped(orderRef)}</a></td><td class="number" data-label="Orders">${escaped(orders)}</td></tr>`;
  });
  return section(
    "leases",
    "What expires",
    `<table class="cards"><thead><tr><th scope="col">What</th><th scope="col">The first</th><th scope="col">Order</th><th scope="col">Orders with one</th></tr></thead><tbody>${lines.join("")}</tbody></table><p class="quiet">AT&amp;T states no terms: the usual ones are taken (docs/command-line.md).</p>`,
  );
}
