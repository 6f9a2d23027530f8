// The ledger of a run as text: what the partner did, what became of every order, site and file, and when. Two runs of one
// seed must give the same bytes.
import type { Ledger } from "../../ordering-api/calls/transaction-calls.ts";
import { orderFacts } from "./order-facts.ts";
import type { Finding } from "./timeline-invariant.ts";
import type { World } from "./world.ts";

export function ledgerText(world: World, ledger: Ledger, found: readonly Finding[]): string {
  const lines: string[] = [];
  const { injected, pointCount } = world.plan;
  lines.push(`settings ${JSON.stringify(world.settings)}`);
  lines.push(
    `${String(pointCount)} call points, ${String(injected.length)} faults, ${String(world.time.eventCount)} events`,
  );
  lines.push("", "# Faults");
  for (const [n, { at, fault, point }] of injected.entries())
    lines.push(`${String(n + 1)} ${iso(at)} ${fault} at ${point}`);
  lines.push("", "# What the partner did");
  for (const { at, call, transactionId, quoteId, sites } of ledger.effects) {
    lines.push(`${at} ${call} ${transactionId ?? "-"} ${quoteId ?? "-"} ${sites.join(",")}`);
  }
  lines.push("", "# Orders");
  for (const { order, sites, calls, events } of orderFacts(world)) {
    const { orderId, orderRef, revision, status, stage, reason, executions } = order;
    lines.push(
      `${orderId} ${orderRef} revision ${String(revision)}: ${status} at ${stage} ${reason?.code ?? ""} executions ${String(executions)}`,
    );
    for (const site of sites)
      lines.push(
        `  ${site.siteRef} ${site.status} at ${site.stage} ${site.reason?.code ?? ""} ${site.subOrderId ?? ""}`,
      );
    for (const call of calls) lines.push(`  ${call.name} ${call.state} ${call.transactionId}`);
    for (const { at, type, actor, siteRef } of events) lines.push(`  ${at} ${type} ${siteRef} by ${actor}`);
  }
  lines.push("", "# Files");
  for (const [pk, items] of world.table.all("FILE#")) {
    const meta = items.find((item) => item["sk"] === "META");
    const receipt = world.store.objects.get(`files/${String(meta?.["resultsPrefix"])}receipt.json`);
    const rows =
      receipt === undefined
        ? "no receipt"
        : JSON.stringify((JSON.parse(receipt.body.toString()) as { rows: unknown }).rows);
    lines.push(`${pk} ${String(meta?.["name"])} ${String(meta?.["policy"])} ${String(meta?.["status"])} ${rows}`);
  }
  lines.push("", "# Findings");
  for (const { rule, detail } of found) lines.push(`${rule}: ${detail}`);
  return `${lines.join("\n")}\n`;
}

const iso = (millis: number): string => new Date(millis).toISOString();
