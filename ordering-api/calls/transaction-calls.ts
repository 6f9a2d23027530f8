// What a transaction's call answered, and the ledger of all effects for tests: which sites were ordered, billed and handed
// off, and how often.
import { effectOf, tookPlace } from "../effects.ts";
import { type Effect, keys, LEDGER_SHARDS } from "../records.ts";
import { notFound } from "../refusal.ts";
import type { Call, CallContext } from "./call-context.ts";

export const getTransaction: Call<"getTransaction"> = async (request, context) => {
  const transactionId = request["transactionId"] ?? "";
  const effect = await effectOf(context.store, context.clientId, transactionId);
  if (effect === undefined) throw notFound("transactionId", "transaction");
  return { transactionId, status: effect.status, body: effect.body };
};

export interface LedgerEntry {
  readonly at: string;
  readonly call: string;
  readonly transactionId: string | null;
  readonly traceId: string;
  readonly quoteId: string | null;
  readonly orderId: string | null;
  readonly subOrderId: string | null;
  readonly sites: readonly string[];
}
export interface Ledger {
  readonly effects: readonly LedgerEntry[];
  /** Quote and site → call → how often. */
  readonly sites: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Call → how often. */
  readonly calls: Readonly<Record<string, number>>;
}

/** The caller's own effects that took place, in the order of their times. */
export async function readLedger(context: CallContext): Promise<Ledger> {
  const effects: Effect[] = [];
  const proofs = new Map<string, ReadonlySet<string>>();
  for (let shard = 0; shard < LEDGER_SHARDS; shard += 1) {
    const from = keys.effect(shard, "", "");
    for (const { value } of await context.store.range({ ...from, sk: "!" }, "~")) {
      if (value.clientId === context.clientId && (await tookPlace(context.store, value, proofs))) effects.push(value);
    }
  }
  effects.sort((a, b) => (a.at === b.at ? (a.token < b.token ? -1 : 1) : a.at < b.at ? -1 : 1));
  return { effects: effects.map(entryOf), sites: countBySite(effects), calls: countByCall(effects) };
}

const entryOf = (effect: Effect): LedgerEntry => ({
  at: effect.at,
  call: effect.call,
  transactionId: effect.transactionId ?? null,
  traceId: effect.traceId,
  quoteId: effect.quoteId ?? null,
  orderId: effect.orderId ?? null,
  subOrderId: effect.subOrderId ?? null,
  sites: effect.sites,
});

function countBySite(effects: readonly Effect[]): Record<string, Record<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { call, quoteId, sites } of effects) {
    for (const site of sites) {
      const name = `${quoteId ?? ""}/${site}`;
      const calls = counts.get(name) ?? new Map<string, number>();
      counts.set(name, calls.set(call, (calls.get(call) ?? 0) + 1));
    }
  }
  return Object.fromEntries([...counts].map(([site, calls]) => [site, Object.fromEntries(calls)]));
}

function countByCall(effects: readonly Effect[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { call } of effects) counts.set(call, (counts.get(call) ?? 0) + 1);
  return Object.fromEntries(counts);
}
